// What slides over a phone: menus, small forms, alerts, a photo in full, and short notes at the top.
import { el, icon, word } from "./dom.js";

/** Slides over one phone; closed by Escape, by a tap beside it, or by what was chosen. */
export class Sheet {
  constructor(root, language) {
    this.root = root;
    this.language = language;
  }

  open(...content) {
    this.close();
    const box = el("div", { class: "sheet", role: "dialog", "aria-modal": "true" }, content);
    this.veil = el("div", { class: "veil", onclick: (event) => event.target === this.veil && this.close(), onkeydown: (event) => event.key === "Escape" && this.close() }, box);
    this.root.append(this.veil);
    (box.querySelector("input, button, a") ?? box).focus({ preventScroll: true });
  }

  close() {
    this.veil?.remove();
    this.veil = null;
    this.onclose?.();
    this.onclose = null;
  }

  /** Rows of [icon, label, what to do]. */
  menu(rows) {
    this.open(rows.map(([name, label, act]) => el("button", { type: "button", class: "choice", onclick: () => { this.close(); act(); } }, name && icon(name), el("span", {}, label))));
  }

  /** Fields of {name, label, value, type, options}; `act` gets what was filled in. */
  form(title, fields, button, act) {
    const inputs = fields.map(({ label, options, ...props }) => {
      const input = options
        ? el("select", { name: props.name }, options.map(([value, text]) => el("option", { value }, text)))
        : el("input", { autocomplete: "off", ...props });
      return el("label", {}, label, input);
    });
    const onsubmit = (event) => { event.preventDefault(); this.onclose = null; this.close(); act(Object.fromEntries(new FormData(event.target))); };
    this.open(el("form", { onsubmit }, el("h3", {}, title), inputs, this.actions(button)));
  }

  actions(button) {
    return el("div", { class: "actions" }, el("button", { type: "button", class: "quiet", onclick: () => this.close() }, word(this.language(), "cancel")), el("button", { class: "strong" }, button));
  }

  alert(text) {
    this.open(el("p", { class: "alert" }, text), el("div", { class: "actions" }, el("button", { type: "button", class: "strong", onclick: () => this.close() }, word(this.language(), "ok"))));
  }

  photo(source) {
    this.open(el("img", { class: "full", src: source, alt: "", onclick: () => this.close() }));
  }

  toast(text) {
    this.root.querySelector(".toast")?.remove();
    const note = el("div", { class: "toast", role: "status" }, text);
    this.root.append(note);
    setTimeout(() => note.remove(), 3500);
  }
}
