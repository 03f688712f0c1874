// Small pieces shared by the page: elements without innerHTML, requests to the control API, words.

/** Make an element; `on…` props are listeners, `dataset` and `hidden` work as in the DOM, others are attributes. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export function iconButton(name, label, onclick, extra = "") {
  return el("button", { type: "button", class: `icon-button ${extra}`, title: label, "aria-label": label, onclick }, icon(name));
}

/** One request to the sandbox; a refusal is an Error with its sentence. */
export async function api(verb, path, body) {
  const options = { method: verb };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) Object.assign(options, { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  const response = await fetch(`api${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

const told = {};

export async function loadWords() {
  await Promise.all(["ka", "ru", "en"].map(async (language) => {
    told[language] = await api("GET", `/words/${language}`);
  }));
}

export const word = (language, key) => told[language]?.words[key] ?? key;
export const triesFor = (language) => told[language]?.tries ?? [];

export const clock = { offset: 0, zone: "UTC" };

export function setClock(told) {
  clock.offset = new Date(told.now) - Date.now();
  clock.zone = told.zone;
}

/** Hour and minute, and the day as people say it, in the zone of the sandbox's clock. */
export function formatTime(date) {
  return new Intl.DateTimeFormat("en", { timeZone: clock.zone, hourCycle: "h23", hour: "2-digit", minute: "2-digit" }).format(date);
}

export function formatDay(language, date) {
  const [month, day, year] = new Intl.DateTimeFormat("en-US", { timeZone: clock.zone }).format(date).split("/").map(Number);
  const { days, months } = told[language]?.calendar ?? { days: [], months: [] };
  return `${days[(new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7]}, ${day} ${months[month - 1]}`;
}
