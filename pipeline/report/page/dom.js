// Making elements. Text from feeds only ever becomes text nodes: nothing here reads markup.

function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") element.className = value;
    else if (key === "on") for (const [type, act] of Object.entries(value)) element.addEventListener(type, act);
    else if (key === "style") for (const [name, worth] of Object.entries(value)) element.style.setProperty(name, worth);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const byId = (id) => document.getElementById(id);
const fill = (id, ...children) => byId(id).replaceChildren(...children.flat().filter((one) => one !== null && one !== ""));

const wholeNumber = new Intl.NumberFormat("en");
const count = (n) => wholeNumber.format(n);
const many = (n, one, more = one + "s") => `${count(n)} ${n === 1 ? one : more}`;
const score = (value) => (value > 0 ? "+" : value < 0 ? "−" : "") + Math.abs(value).toFixed(1);
const percent = (part) => (part > 0 && part < 0.005 ? "< 1 %" : `${Math.round(part * 100)} %`);

const dateFormats = {
  day: {day: "numeric", month: "short", year: "numeric"},
  weekday: {weekday: "long", day: "numeric", month: "long", year: "numeric"},
  short: {day: "numeric", month: "short"},
  month: {month: "long", year: "numeric"},
  time: {day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit"},
};
for (const [name, options] of Object.entries(dateFormats)) {
  dateFormats[name] = new Intl.DateTimeFormat("en-GB", {...options, timeZone: "UTC"});
}
// A day is a number of days since 1970, or a text as 2025-03-31.
const dayNumber = (text) => Date.parse(text) / DAY;
const dayText = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const showDate = (value, format = "day") =>
  dateFormats[format].format(typeof value === "number" ? value * DAY : Date.parse(value));
const showTime = (value) => (value ? `${showDate(value, "time")} UTC` : "never");

function showSpan(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 0) return "before publication";
  for (const [size, unit] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= size * 1.5) return `${Math.round(seconds / size)} ${unit}`;
  }
  return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
}

// A publisher's words: isolated, so that their direction cannot reorder what stands around them.
const quoted = (text, name = "bdi") => make(name, {dir: "auto"}, text);

function link(address, text) {
  let target = null;
  try { target = new URL(address); } catch { /* no address: the words stand alone */ }
  if (!target || !["http:", "https:"].includes(target.protocol)) return quoted(text);
  return make("a", {href: target.href, rel: "noopener noreferrer nofollow", target: "_blank"}, quoted(text));
}

const empty = (text) => make("p", {class: "empty"}, text);
