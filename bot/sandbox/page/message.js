// One bubble: what is in a message, and the buttons under it.
import { el, formatTime, icon, iconButton, word } from "./dom.js";
import { link, renderText } from "./text.js";

/** The node of a message. `phone` is the PhoneView it stands in. */
export function renderMessage(message, phone) {
  const t = (key) => word(phone.language, key);
  const own = message.from?.id === phone.person.id;
  const bubble = el("div", { class: "bubble", oncontextmenu: (event) => { event.preventDefault(); phone.openMessage(message); } });
  if (message.via_bot) bubble.append(el("small", { class: "origin" }, t("via"), " @", message.via_bot.username));
  if (message.forward_origin) bubble.append(el("small", { class: "origin" }, t("forwarded_from"), ": ", nameOrigin(message.forward_origin)));
  if (message.reply_to_message) bubble.append(renderQuote(message.reply_to_message, phone));
  bubble.append(...renderContent(message, phone, t));
  const text = message.text ?? message.caption;
  if (text) {
    bubble.append(el("div", { class: "text", dir: "auto" }, renderText(text, message.entities ?? message.caption_entities, phone.actions)));
  }
  const time = formatTime(new Date(message.date * 1000));
  bubble.append(el("span", { class: "time" }, message.edit_date ? `${t("edited")} ${time}` : time));
  const row = el("div", { class: "line" }, bubble, iconButton("more", t("more"), () => phone.openMessage(message), "reply"));
  const node = el("article", { class: `message ${own ? "out" : "in"}`, "data-id": message.message_id }, row);
  const keys = message.reply_markup?.inline_keyboard;
  if (keys) node.append(el("div", { class: "keys" }, keys.map((line) => el("div", { class: "row" }, line.map((key) => renderKey(key, message, phone))))));
  return node;
}

/** One line about a message, for quotes. */
export function summarize(message, phone) {
  const kind = ["photo", "document", "voice", "contact", "location"].find((name) => message[name]);
  const names = { photo: "photo", document: "file", voice: "voice", contact: "contact", location: "location" };
  return message.text ?? message.caption ?? message.sticker?.emoji ?? (kind ? word(phone.language, names[kind]) : "");
}

/** The author of a forwarded message: a person, a hidden person's name, or a channel. */
function nameOrigin({ sender_user: user, sender_user_name: name, chat }) {
  return user ? [user.first_name, user.last_name].filter(Boolean).join(" ") : name ?? chat?.title ?? "";
}

function renderQuote(message, phone) {
  const author = message.from?.is_bot ? word(phone.language, "bot_name") : nameOrigin({ sender_user: message.from });
  return el("div", { class: "quote", onclick: () => phone.scrollTo(message.message_id) }, el("b", {}, author), el("span", {}, summarize(message, phone)));
}

function renderContent(message, phone, t) {
  if (message.photo) {
    const large = message.photo.at(-1);
    const source = `api/files/${large.file_unique_id}`;
    const picture = el("img", { src: source, alt: message.caption ?? t("photo"), width: large.width, height: large.height, onload: () => phone.stick() });
    return [el("button", { type: "button", class: "photo", "aria-label": t("photo"), onclick: () => phone.openPhoto(source) }, picture)];
  }
  if (message.document) {
    const { file_name: name, file_size: size, file_unique_id: id } = message.document;
    const about = el("span", {}, el("b", {}, name), el("small", {}, formatSize(size)));
    return [el("a", { class: "attached", href: `api/files/${id}`, target: "_blank", title: t("download") }, el("i", {}, icon("file")), about)];
  }
  if (message.sticker) return [el("span", { class: "sticker", role: "img" }, message.sticker.emoji)];
  if (message.voice) return [el("audio", { controls: true, preload: "none", src: `api/files/${message.voice.file_unique_id}` })];
  if (message.contact) {
    const { first_name: first, last_name: last, phone_number: number } = message.contact;
    const about = el("span", {}, el("b", {}, [first, last].filter(Boolean).join(" ")), el("small", {}, number));
    return [el("a", { class: "attached", href: `tel:${number}` }, el("i", {}, icon("contact")), about)];
  }
  if (message.location) {
    const { latitude, longitude } = message.location;
    const address = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
    const about = el("span", {}, el("b", {}, message.venue?.title ?? t("location")), el("small", {}, message.venue?.address ?? `${latitude}, ${longitude}`));
    return [link(address, [el("i", {}, icon("location")), about], phone.actions, { class: "attached", title: t("open_map") })];
  }
  return [];
}

function renderKey(key, message, phone) {
  if (key.url) return link(key.url, [key.text, el("sup", {}, "↗")], phone.actions, { class: "key" });
  const onclick = (event) => {
    if (key.copy_text) phone.actions.copy(key.copy_text.text);
    else phone.press(event.currentTarget, message.message_id, key.callback_data);
  };
  return el("button", { type: "button", class: `key ${key.style ?? ""}`, onclick }, el("span", {}, key.text));
}

function formatSize(bytes) {
  const steps = ["B", "KB", "MB"];
  const step = bytes < 1024 ? 0 : bytes < 1024 * 1024 ? 1 : 2;
  return `${(bytes / 1024 ** step).toFixed(step ? 1 : 0)} ${steps[step]}`;
}
