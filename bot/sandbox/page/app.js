// The page: the bar with the clock, the phones side by side (tabs on a small screen), and the live connection.
import { api, clock, el, formatDay, formatTime, iconButton, loadWords, setClock, triesFor, word } from "./dom.js";
import { PhoneView } from "./phone.js";
import { Sheet } from "./sheet.js";

const LANGUAGES = { ka: "ქართული", ru: "Русский", en: "English" };
const phones = new Map();
const [bar, tabs, main, panel, offline] = ["bar", "tabs", "phones", "panel", "offline"].map((id) => document.getElementById(id));
const sheet = new Sheet(document.body, () => language);
let language = localStorage.language ?? [navigator.language.slice(0, 2), "ka"].find((code) => code in LANGUAGES);
let current = null;
let formUrl = null;
let pause = 500;
let bot = "";

const t = (key) => word(language, key);

function drawBar() {
  document.documentElement.lang = language;
  document.title = t("title");
  const select = el("select", { "aria-label": t("page_language"), title: t("page_language"), onchange: (event) => { language = localStorage.language = event.target.value; drawAll(); } }, Object.entries(LANGUAGES).map(([code, name]) => el("option", { value: code, selected: code === language }, name)));
  const jump = (key, asked) => el("button", { type: "button", onclick: async () => { setClock(await api("POST", "/clock", asked)); drawClock(); } }, t(key));
  bar.replaceChildren(
    el("div", { class: "brand" }, el("img", { src: "logo.svg", alt: "" }), el("b", {}, t("bot_name")), el("span", { class: "chip", title: t("explained") }, t("not_telegram"))),
    el("div", { class: "time-bar", role: "group", "aria-label": t("clock") }, el("time", { id: "clock", title: clock.zone }), jump("plus_15", { minutes: 15 }), jump("plus_60", { minutes: 60 }), jump("next_morning", { next_morning: "09:00" })),
    el("div", { class: "links" },
      formUrl && el("button", { type: "button", onclick: openForm }, t("request_form")),
      triesFor(language).length > 0 && el("button", { type: "button", onclick: openTries }, t("try_this")),
      el("button", { type: "button", onclick: openAdd }, t("add_phone")), select),
  );
  drawClock();
}

function drawClock() {
  const now = new Date(Date.now() + clock.offset);
  document.getElementById("clock").textContent = `${formatDay(language, now)}, ${formatTime(now)}`;
}

function drawTabs() {
  tabs.replaceChildren(...[...phones.values()].map((phone) => {
    const own = phone.person.id === current;
    const badge = phone.unread ? el("span", { class: "badge" }, String(phone.unread)) : null;
    return el("button", { type: "button", role: "tab", "aria-selected": String(own), onclick: () => show(phone.person.id) }, phone.roleIn(language) || phone.person.name, badge);
  }));
}

function show(id) {
  current = id;
  for (const phone of phones.values()) phone.node.classList.toggle("current", phone.person.id === id);
  phones.get(id)?.stick(true);
  phones.get(id)?.markRead();
  drawTabs();
}

function addPhone(shown) {
  const known = phones.get(shown.person.id);
  if (known) return known.load(shown);
  const phone = new PhoneView(shown, Object.assign(() => [...phones.values()].map((other) => other.person), { bot }), () => requestAnimationFrame(drawTabs));
  phones.set(shown.person.id, phone);
  main.querySelector(".nobody")?.remove();
  main.append(phone.node);
  if (current === null) show(shown.person.id);
}

function openPanel(title, ...content) {
  panel.hidden = false;
  panel.replaceChildren(el("header", {}, el("b", {}, title), iconButton("close", t("close"), () => { panel.hidden = true; panel.replaceChildren(); })), ...content);
}

function openForm() {
  openPanel(t("request_form"), el("iframe", { src: formUrl, title: t("request_form") }), el("a", { href: formUrl, target: "_blank" }, formUrl));
}

function openTries() {
  openPanel(t("try_this"), el("p", {}, t("explained")), el("ol", {}, triesFor(language).map((line) => el("li", {}, line))));
}

function openAdd() {
  const fields = [
    { name: "name", label: t("person_name"), required: true },
    { name: "phone", label: t("person_phone"), type: "tel", value: "+9955", required: true },
    { name: "language", label: t("phone_language"), options: Object.entries(LANGUAGES) },
  ];
  sheet.form(t("add_phone"), fields, t("add"), async (asked) => {
    try {
      const person = await api("POST", "/people", { ...asked, phone: asked.phone.replace(/[^+\d]/g, "") });
      addPhone(await api("GET", `/people/${person.id}/chat`));
      show(person.id);
      phones.get(person.id).node.scrollIntoView({ inline: "end" });
    } catch (error) {
      sheet.alert(error.message);
    }
  });
}

async function load() {
  const state = await api("GET", "/state");
  formUrl = state.form_url;
  bot = state.bot.username;
  setClock(state.clock);
  state.people.forEach(addPhone);
  drawAll();
}

function drawAll() {
  drawBar();
  drawTabs();
  if (!phones.size) main.replaceChildren(el("p", { class: "nobody" }, t("no_people")));
  offline.textContent = t("offline");
}

async function onEvent(event) {
  const phone = phones.get(event.chat ?? event.person?.id);
  if (event.people) for (const id of new Set(event.people)) phones.get(id)?.onDialog(event.message, event.people.find((other) => other !== id) ?? id);
  else if (event.kind === "clock") { setClock(await api("GET", "/clock")); drawClock(); }
  else if (event.kind === "settings") for (const each of phones.values()) refreshSoon(each);
  else if (event.kind === "person" && !phone) addPhone(await api("GET", `/people/${event.person.id}/chat`));
  else if (!phone) return;
  else if (event.kind === "message") phone.onMessage(event.message);
  else if (event.kind === "deleted") phone.onDeleted(event.message_id);
  else if (event.kind === "person") phone.onPerson(event.person);
  else if (event.kind === "typing") phone.onTyping();
  else if (event.kind === "answered") phone.onAnswered(event);
}

function refreshSoon(phone) {
  clearTimeout(phone.refreshing);
  phone.refreshing = setTimeout(() => phone.refresh(), 300);
}

function connect() {
  const socket = new WebSocket(Object.assign(new URL("ws", location.href), { protocol: location.protocol.replace("http", "ws") }));
  socket.onopen = async () => {
    pause = 500;
    offline.hidden = true;
    await load();
  };
  socket.onmessage = (message) => onEvent(JSON.parse(message.data));
  socket.onclose = () => {
    offline.hidden = false;
    setTimeout(connect, pause);
    pause = Math.min(pause * 2, 5000);
  };
}

await loadWords();
drawAll();
connect();
setInterval(drawClock, 1000);
