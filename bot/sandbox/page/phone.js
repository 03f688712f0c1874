// One phone: the chat of one person with the bot, live.
import { api, el, formatDay, icon, iconButton, word } from "./dom.js";
import { renderMessage, summarize } from "./message.js";
import { Offers } from "./offers.js";
import { Sheet } from "./sheet.js";

const SPINS_FOR = 15000;
const TBILISI = [41.7151, 44.8271];

export class PhoneView {
  /** `shown` is what /people/{id}/chat tells; `others()` lists all people; `onUnread()` refreshes the tabs. */
  constructor(shown, others, onUnread) {
    this.others = others;
    this.onUnread = onUnread;
    this.chats = new Map([[0, new Map()]]);
    this.peer = 0;
    this.spinning = new Map();
    this.actions = { link: (url) => this.openLink(url), command: (text) => this.write(text), copy: (text) => this.copy(text) };
    this.node = el("section", { class: "phone", onpointerdown: () => this.markRead(), onfocusin: () => this.markRead() });
    this.sheet = new Sheet(this.node, () => this.language);
    this.offers = new Offers(this);
    this.load(shown);
  }

  get language() { return this.person.language; }
  /** The messages of the chat in view: with the bot (peer 0) or with another person. */
  get messages() { return this.chats.get(this.peer); }
  get chat() { return this.peer ? { to: this.peer } : {}; }
  get peerName() { return this.peer ? this.others().find((other) => other.id === this.peer)?.name : this.t("bot_name"); }
  get unread() { return [...this.chats.get(0).values()].filter((m) => m.from_bot && m.message_id > this.person.read_upto).length; }
  t(key) { return word(this.language, key); }

  /** Who this is in the company, in words of a language; a role the page has no word for stays as it is. */
  roleIn(language) {
    const role = word(language, `role_${this.person.role}`);
    return role.startsWith("role_") ? this.person.role : role;
  }

  load({ person, messages, commands, description }) {
    Object.assign(this, { person, commands, description });
    this.chats.set(this.peer, new Map(messages.map((message) => [message.message_id, message])));
    const first = messages.find((message) => message.from_bot && message.message_id > person.read_upto);
    this.divideAt ??= first?.message_id;
    this.draw();
  }

  draw() {
    const draft = this.input?.value ?? "";
    this.status = el("small", {}, this.peer ? "" : this.t("bot"));
    this.list = el("div", { class: "messages", role: "log", "aria-live": "polite", tabindex: 0 });
    this.foot = el("footer");
    const languages = ["ka", "ru", "en"].map((code) => el("option", { value: code, selected: code === this.language }, code));
    const select = el("select", { "aria-label": this.t("phone_language"), title: this.t("phone_language"), onchange: (event) => this.change({ language: event.target.value }) }, languages);
    const initials = this.person.name.split(" ").map((part) => [...part][0]).slice(0, 2).join("");
    this.badge = el("span", { class: "badge", title: this.t("unread") });
    this.node.lang = this.language;
    this.node.style.setProperty("--hue", (this.person.id * 67) % 360);
    this.node.replaceChildren(
      el("header", { class: "whose" }, el("span", { class: "avatar" }, initials), el("div", {}, el("b", {}, this.person.name), el("small", {}, this.roleIn(this.language))), this.badge, select, iconButton("more", this.t("more"), () => this.openMore())),
      el("div", { class: "chat" }, this.drawHead(), this.list, this.foot),
    );
    this.fill();
    this.drawFoot(draft);
    this.drawBadge();
  }

  /** Whose chat this is; a tap shows the others. */
  drawHead() {
    const face = this.peer ? el("span", { class: "avatar", style: `--hue: ${(this.peer * 67) % 360}` }, icon("contact")) : el("img", { src: "logo.svg", alt: "" });
    return el("button", { type: "button", class: "with", title: this.t("chats"), onclick: () => this.pickChat((id) => this.goTo(id)) }, face, el("div", {}, el("b", {}, this.peerName), this.status), el("i", {}, icon("down")));
  }

  /** A menu of the bot and the other people; `act` gets the id, 0 for the bot. */
  pickChat(act) {
    const people = this.others().filter((other) => other.id !== this.person.id);
    this.sheet.menu([["send", this.t("bot_name"), () => act(0)], ...people.map((other) => ["contact", other.name, () => act(other.id)])]);
  }

  goTo(id) {
    this.peer = id;
    this.reply = null;
    this.offers.close();
    if (!this.chats.has(id)) this.chats.set(id, new Map());
    return this.refresh();
  }

  fill() {
    const nodes = [];
    let day = "";
    for (const message of [...this.messages.values()].sort((a, b) => a.message_id - b.message_id)) {
      const own = formatDay(this.language, new Date(message.date * 1000));
      if (own !== day) nodes.push(el("div", { class: "day" }, el("span", {}, own)));
      if (message.message_id === this.divideAt) nodes.push(el("div", { class: "divider" }, this.t("unread")));
      nodes.push(renderMessage(message, this));
      day = own;
    }
    if (!nodes.length) nodes.push(el("p", { class: "empty" }, this.peer ? this.t("no_messages") : this.description || this.t("start_hint")));
    this.list.replaceChildren(...nodes);
    this.stick(true);
  }

  drawFoot(draft = this.input?.value ?? "") {
    this.input = null;
    if (!this.peer && !this.person.started) return this.foot.replaceChildren(this.startBox());
    if (!this.peer && this.person.blocked) {
      return this.foot.replaceChildren(el("p", { class: "note" }, this.t("blocked")), el("button", { type: "button", class: "wide", onclick: () => this.change({ blocked: false }) }, this.t("unblock")));
    }
    const markup = this.peer ? null : this.person.keyboard?.markup;
    const keys = markup?.keyboard;
    this.input = el("textarea", { rows: 1, placeholder: markup?.input_field_placeholder ?? this.t("message"), "aria-label": this.t("message"), dir: "auto", onkeydown: (event) => this.onKey(event), oninput: () => { this.growInput(); this.offers.typed(this.input.value); } });
    this.input.value = draft;
    const send = iconButton("send", this.t("send"), () => this.sendTyped(), "send");
    const tools = [iconButton("attach", this.t("attach"), () => this.openAttach())];
    if (this.commands.length && !this.peer) tools.push(iconButton("menu", this.t("menu"), () => this.openCommands()));
    if (keys) tools.push(iconButton("keyboard", this.t("keyboard"), () => { this.hidesKeys = !this.hidesKeys; this.drawFoot(); }, this.hidesKeys ? "" : "on"));
    const reply = this.reply && el("div", { class: "replying" }, icon("reply"), el("div", {}, el("b", {}, this.t("replying")), el("span", {}, summarize(this.reply, this))), iconButton("close", this.t("cancel"), () => this.replyTo(null)));
    const pad = keys && !this.hidesKeys && el("div", { class: "pad" }, keys.map((row) => el("div", { class: "row" }, row.map((key) => el("button", { type: "button", onclick: () => this.pressKey(key, markup) }, key.text)))));
    this.foot.replaceChildren(...[this.offers.node, reply, el("div", { class: "composer" }, tools, this.input, send), pad].filter(Boolean));
    this.growInput();
    this.stick();
  }

  startBox() {
    const box = el("input", { placeholder: this.t("link_placeholder"), "aria-label": this.t("link_placeholder"), autocomplete: "off" });
    const onsubmit = (event) => { event.preventDefault(); this.act("start", { payload: box.value.trim() }); };
    return el("form", { class: "start", onsubmit }, box, el("button", { class: "wide" }, this.t("start")));
  }

  // Events of the sandbox

  /** A message in the chat with another person. */
  onDialog(message, peer) {
    this.chats.get(peer)?.set(message.message_id, message);
    if (peer === this.peer) this.fill();
    else if (message.from.id === peer) this.sheet.toast(`${this.others().find((other) => other.id === peer)?.name}: ${summarize(message, this)}`);
  }

  onMessage(message) {
    if (this.peer) {
      this.chats.get(0).set(message.message_id, message);
      return this.drawBadge();
    }
    const before = this.messages.get(message.message_id);
    const near = this.isNearEnd();
    this.messages.set(message.message_id, message);
    clearTimeout(this.typing);
    this.status.textContent = this.t("bot");
    if (before) this.find(message.message_id)?.replaceWith(renderMessage(message, this));
    else if (!message.from_bot) this.divideAt = undefined;
    else if (!this.divideAt && message.message_id > this.person.read_upto && !this.node.matches(":focus-within")) this.divideAt = message.message_id;
    if (!before) this.fill();
    if (near || !before) this.stick(true);
    if (this.node.matches(":focus-within")) this.markRead();
    this.drawBadge();
  }

  onDeleted(id) {
    this.chats.get(0).delete(id);
    this.fill();
    this.drawBadge();
  }

  onPerson(person) {
    const { language, started, blocked, keyboard } = this.person;
    const otherKeys = JSON.stringify(keyboard) !== JSON.stringify(person.keyboard);
    this.person = person;
    if (otherKeys) this.hidesKeys = false;
    if (language !== person.language) this.refresh();
    else if (otherKeys || started !== person.started || blocked !== person.blocked) this.drawFoot();
    this.drawBadge();
  }

  onTyping() {
    this.status.textContent = this.t("bot_typing");
    clearTimeout(this.typing);
    this.typing = setTimeout(() => { this.status.textContent = this.t("bot"); }, 5000);
  }

  onAnswered({ query_id: id, text, alert }) {
    this.stopSpinner(id);
    if (text && alert) this.sheet.alert(text);
    else if (text) this.sheet.toast(text);
  }

  // What the person does

  async act(deed, asked = {}) {
    try {
      return await api("POST", `/people/${this.person.id}/${deed}`, asked);
    } catch (error) {
      this.sheet.toast(error.message);
      return null;
    }
  }

  async change(asked) {
    this.load(await api("PATCH", `/people/${this.person.id}`, asked));
  }

  async refresh() { this.load(await api("GET", `/people/${this.person.id}/chat${this.peer ? `?with=${this.peer}` : ""}`)); }

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.sendTyped();
    }
  }

  async sendTyped() {
    const text = this.input.value;
    if (!text.trim()) return;
    this.offers.close();
    this.input.value = "";
    this.growInput();
    if (!(await this.write(text, this.takeReply()))) this.input.value = text;
  }

  write(text, replyTo) {
    const edited = this.edited;
    this.edited = null;
    return edited ? this.act("edit", { text, message_id: edited, ...this.chat }) : this.act("text", { text, reply_to: replyTo, ...this.chat });
  }

  takeReply() {
    const id = this.reply?.message_id;
    if (this.reply) this.replyTo(null);
    return id;
  }

  /** What can be done with a message: answer it, pass it on, change an own text. */
  openMessage(message) {
    const rows = [["reply", this.t("reply"), () => this.replyTo(message)]];
    if (!message.has_protected_content) rows.push(["forward", this.t("forward"), () => this.pickChat((id) => this.act("forward", { message_id: message.message_id, of: this.peer, to: id }))]);
    if (message.text && message.from?.id === this.person.id && !message.forward_origin && !message.via_bot) rows.push(["edit", this.t("edit"), () => this.editMessage(message)]);
    this.sheet.menu(rows);
  }

  editMessage(message) {
    this.edited = message.message_id;
    this.input.value = message.text;
    this.growInput();
    this.input.focus();
  }

  replyTo(message) {
    this.reply = message;
    this.drawFoot();
    this.input?.focus();
  }

  pressKey(key, markup) {
    if (markup.one_time_keyboard) { this.hidesKeys = true; this.drawFoot(); }
    if (key.request_contact) this.askContact();
    else if (key.request_location) this.act("location", { latitude: TBILISI[0], longitude: TBILISI[1] });
    else this.write(key.text);
  }

  askContact() {
    this.sheet.form(this.t("share_contact_question"), [], this.t("share"), () => this.act("contact", this.chat));
  }

  async press(button, messageId, data) {
    button.classList.add("spins");
    button.disabled = true;
    const answer = await this.act("press", { message_id: messageId, data });
    const stop = () => { button.classList.remove("spins"); button.disabled = false; };
    if (!answer) return stop();
    if (this.answered === answer.query_id) return stop();
    this.spinning.set(answer.query_id, stop);
    setTimeout(() => this.stopSpinner(answer.query_id), SPINS_FOR);
  }

  stopSpinner(id) {
    this.answered = id;
    this.spinning.get(id)?.();
    this.spinning.delete(id);
  }

  openLink(url) {
    const link = new URL(url);
    if (link.hostname !== "t.me" || !link.searchParams.has("start")) return false;
    this.act("start", { payload: link.searchParams.get("start") });
    return true;
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text);
    this.sheet.toast(`${this.t("copied")}: ${text}`);
  }

  openMore() {
    const { blocked } = this.person;
    this.sheet.menu([
      ["link", this.t("open_link"), () => this.sheet.form(this.t("open_link"), [{ name: "payload", label: this.t("link_placeholder") }], this.t("start"), (asked) => this.act("start", asked))],
      ["block", this.t(blocked ? "unblock" : "block"), () => this.change({ blocked: !blocked })],
    ]);
  }

  openCommands() {
    this.sheet.menu(this.commands.map(({ command, description }) => [null, `/${command}  ${description}`, () => this.write(`/${command}`)]));
  }

  openAttach() {
    this.sheet.menu([
      ["photo", this.t("photo"), () => this.pickFile("photo", "image/*")],
      ["file", this.t("file"), () => this.pickFile("document", "")],
      ["voice", this.t("voice"), () => this.openVoice()],
      ["contact", this.t("own_contact"), () => this.askContact()],
      ["contact", this.t("other_contact"), () => this.openContactForm()],
      ["location", this.t("location"), () => this.openLocationForm()],
      ["forward", this.t("forwarded_text"), () => this.openForwardForm()],
    ]);
  }

  openContactForm() {
    const others = this.others().filter((other) => other.id !== this.person.id);
    const fields = [
      { name: "person", label: this.t("other_contact"), options: [["", "—"], ...others.map((other) => [other.id, other.name])] },
      { name: "name", label: this.t("person_name") },
      { name: "phone", label: this.t("person_phone"), type: "tel", placeholder: "+995 599 12 34 56" },
    ];
    this.sheet.form(this.t("other_contact"), fields, this.t("share"), ({ person, name, phone }) => this.act("contact", { of: person ? { person } : { name, phone }, ...this.chat }));
  }

  openLocationForm() {
    const fields = [["latitude", TBILISI[0]], ["longitude", TBILISI[1]]].map(([name, value]) => ({ name, label: this.t(name), value, type: "number", step: "any" }));
    fields.push({ name: "title", label: this.t("place_name") }, { name: "address", label: this.t("place_address") });
    this.sheet.form(this.t("location"), fields, this.t("share"), (place) => this.act("location", { ...place, ...this.chat }));
  }

  /** A message of somebody whose chat is not here. */
  openForwardForm() {
    const others = this.others().filter((other) => other.id !== this.person.id);
    const fields = [
      { name: "person", label: this.t("forwarded_from"), options: [["", "—"], ...others.map((other) => [other.id, other.name])] },
      { name: "name", label: this.t("hidden_name") },
      { name: "channel", label: this.t("channel") },
      { name: "text", label: this.t("message"), required: true },
    ];
    this.sheet.form(this.t("forwarded_text"), fields, this.t("send"), ({ person, name, channel, text }) => this.act("text", { text, author: person ? { person } : name ? { name } : { channel }, ...this.chat }));
  }

  /** Recorded by the microphone where the browser has one, else chosen as a file. */
  async openVoice() {
    const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) return this.pickFile("voice", "audio/*");
    const recorder = new MediaRecorder(stream);
    const parts = [];
    const begun = Date.now();
    let wanted = true;
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      if (wanted) this.sendFile("voice", new File(parts, "voice.ogg"), { duration: Math.max(1, Math.round((Date.now() - begun) / 1000)) });
    };
    recorder.start();
    this.sheet.form(this.t("recording"), [], this.t("send"), () => recorder.stop());
    this.sheet.onclose = () => { if (recorder.state === "recording") { wanted = false; recorder.stop(); } };
  }

  pickFile(kind, accept) {
    const picker = el("input", { type: "file", accept });
    picker.addEventListener("change", () => picker.files.length && this.sendFile(kind, picker.files[0]));
    picker.click();
  }

  async sendFile(kind, file, more = {}) {
    const form = new FormData();
    const fields = { kind, caption: this.input?.value ?? "", reply_to: this.takeReply() ?? "", ...more, ...this.chat };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", file);
    if (this.input) this.input.value = "";
    await this.act("file", form);
  }

  openPhoto(source) { this.sheet.photo(source); }

  markRead() {
    if (!this.peer && this.unread && this.node.getClientRects().length) this.act("read");
  }

  // Where the eye is

  find(id) { return this.list.querySelector(`[data-id="${id}"]`); }

  scrollTo(id) { this.find(id)?.scrollIntoView({ block: "center", behavior: "smooth" }); }

  isNearEnd() { return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 120; }

  stick(always = false) {
    if (always || this.isNearEnd()) this.list.scrollTop = this.list.scrollHeight;
  }

  growInput() {
    if (!this.input) return;
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
  }

  drawBadge() {
    this.badge.textContent = this.unread || "";
    this.onUnread();
  }

}
