// Text with Telegram's entities to DOM nodes. Offsets are UTF-16 units, which is how JavaScript counts too.
import { el } from "./dom.js";

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };

/** Nodes for a text; `act` has `link(url)` returning true when it took a link over, `command(text)`, `copy(text)`. */
export function renderText(text, entities, act) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, sorted, 0, text.length, act);
}

function build(text, entities, from, to, act) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; ) {
    const entity = entities[i];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    i += 1;
    if (end <= start) continue;
    if (start > at) nodes.push(text.slice(at, start));
    const inner = [];
    while (i < entities.length && entities[i].offset < end) inner.push(entities[i++]);
    nodes.push(wrap(entity, text.slice(start, end), build(text, inner, start, end, act), act));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrap(entity, text, children, act) {
  switch (entity.type) {
    case "text_link":
    case "url":
      return link(entity.url ?? text, children, act);
    case "email":
      return el("a", { href: `mailto:${text}` }, children);
    case "phone_number":
      return el("a", { href: `tel:${text.replace(/[^+\d]/g, "")}` }, children);
    case "bot_command":
      return el("a", { href: "#", onclick: (event) => { event.preventDefault(); act.command(text); } }, children);
    case "spoiler":
      return el("span", { class: "spoiler", tabindex: 0, onclick: (event) => event.currentTarget.classList.add("seen") }, children);
    case "blockquote":
      return el("blockquote", {}, children);
    case "expandable_blockquote":
      return el("blockquote", { class: "long", onclick: (event) => event.currentTarget.classList.toggle("open") }, children);
    case "code":
    case "pre":
      return el(TAGS[entity.type], { title: entity.language, onclick: () => act.copy(text) }, children);
    default:
      return TAGS[entity.type] ? el(TAGS[entity.type], {}, children) : el("span", {}, children);
  }
}

/** A link that only ever leads to the web: any other scheme stays plain text. */
export function link(url, children, act, props = {}) {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!/^(https?|tg):/i.test(address)) return el("span", props, children);
  const onclick = (event) => { if (act.link(address)) event.preventDefault(); };
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", onclick, ...props }, children);
}
