// Inline mode: what a bot offers while somebody types "@bot …" into any chat.
import { api, el } from "./dom.js";

const PAUSE = 250;

export class Offers {
  /** `phone` is the PhoneView in whose composer is typed; `node` stands above it. */
  constructor(phone) {
    this.phone = phone;
    this.node = el("div", { class: "offers", role: "listbox", hidden: true });
  }

  /** Asks the bot after a short pause; any other text closes the list. */
  typed(text) {
    clearTimeout(this.asking);
    const [name, ...words] = text.trimStart().split(/(?<=^\S+)\s/);
    if (name.toLowerCase() !== `@${this.phone.others.bot}` || !words.length) return this.close();
    this.asking = setTimeout(() => this.ask(words.join(" ").trim(), ""), PAUSE);
  }

  async ask(query, offset) {
    const asked = await this.phone.act("inline", { query, offset, ...this.phone.chat });
    if (!asked) return;
    this.query = asked.query_id;
    const { answer } = await api("GET", `/inline/${asked.query_id}?timeout=10`);
    if (this.query === asked.query_id) this.show(query, answer, offset);
  }

  show(query, answer, offset) {
    const { phone, query: asked } = this;
    const row = (extra, onclick, ...content) => el("button", { type: "button", class: `offer ${extra}`, role: "option", onclick }, content);
    const rows = (answer?.results ?? []).map((result) => row("", () => this.choose(asked, result), el("b", {}, result.title), el("small", {}, result.description)));
    if (answer?.button) rows.unshift(row("more", () => phone.act("start", { payload: answer.button.start_parameter }), answer.button.text));
    if (answer?.next_offset) rows.push(row("more", (event) => { event.currentTarget.remove(); this.ask(query, answer.next_offset); }, phone.t("more_results")));
    if (!rows.length && !offset) rows.push(el("p", { class: "note" }, phone.t("no_results")));
    this.node.hidden = false;
    if (offset) this.node.append(...rows);
    else this.node.replaceChildren(...rows);
  }

  close() {
    clearTimeout(this.asking);
    this.query = null;
    this.node.hidden = true;
  }

  async choose(asked, result) {
    const { phone } = this;
    phone.input.value = "";
    this.close();
    await phone.act("choose", { query_id: asked, result_id: result.id, reply_to: phone.takeReply(), ...phone.chat });
  }
}
