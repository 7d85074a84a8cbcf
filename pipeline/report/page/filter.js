// What the reader asks for: read from the controls, kept in the address, tested against events.

const filterControls = {country: "f-country", with: "f-with", type: "f-type", status: "f-status", from: "f-from", to: "f-to", sure: "f-sure"};

function setUpFilter(report, changed) {
  const lands = report.lands.map((land, at) => ({...land, at})).filter((land) => report.landEvents[land.at])
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
  for (const id of ["f-country", "f-with"]) {
    byId(id).append(...lands.map((land) => make("option", {value: land.code}, `${land.name} (${count(report.landEvents[land.at])})`)));
  }
  const types = byId("f-type");
  report.quads.forEach((name, quad) => types.append(make("optgroup", {label: name},
    make("option", {value: `class-${quad + 1}`}, `all ${name.toLowerCase()}`),
    report.types.filter((type) => report.quadOf[type] === quad + 1).map((type) => make("option", {value: type}, type)))));
  byId("f-status").append(...report.statuses.map((status) => make("option", {value: status}, status)));
  const steps = report.grain.steps;
  byId("f-sure").append(...[0, .5, .6, .7, .8, .9].filter((least) => Number.isInteger(Math.round(least * steps * 1e6) / 1e6))
    .map((least) => make("option", {value: least}, least ? `${least.toFixed(1)} or more` : "any")));
  byId("f-sure").value = "0";
  const form = byId("filters");
  const announce = () => { writeAddress(); changed(readFilter(report)); };
  form.addEventListener("change", announce);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { byId("f-sure").value = "0"; announce(); }));
  window.addEventListener("hashchange", () => { if (readAddress()) changed(readFilter(report)); });
  readAddress();
  return {
    now: () => readFilter(report),
    set(values) {
      for (const [name, value] of Object.entries(values)) byId(filterControls[name]).value = value;
      announce();
    },
  };
}

function readFilter(report) {
  const value = Object.fromEntries(Object.entries(filterControls).map(([name, id]) => {
    const control = byId(id);
    control.classList.toggle("on", !["", "0"].includes(control.value));
    return [name, control.value];
  }));
  const kinds = new Uint8Array(report.types.length * report.statuses.length);
  report.types.forEach((type, t) => report.statuses.forEach((status, s) => {
    const typeFits = !value.type || value.type === type || value.type === `class-${report.quadOf[type]}`;
    kinds[t * report.statuses.length + s] = typeFits && (!value.status || value.status === status) ? 1 : 0;
  }));
  const codes = [value.country, value.with].filter(Boolean);
  return {
    ...value, kinds, codes,
    lands: codes.map((code) => report.lands.findIndex((land) => land.code === code)),
    first: value.from ? dayNumber(value.from) : -Infinity, last: value.to ? dayNumber(value.to) : Infinity,
    least: Number(value.sure || 0),
    active: Boolean(codes.length || value.type || value.status || value.from || value.to || Number(value.sure)),
  };
}

// For events that the page carries word for word.
function fits(filter, {day, kind, codes, confidence}) {
  const at = dayNumber(day);
  return filter.kinds[kind] && at >= filter.first && at <= filter.last && confidence >= filter.least
    && filter.codes.every((code) => codes.includes(code));
}

function tellFilter(filter, report) {
  const name = (code) => report.lands.find((land) => land.code === code)?.name ?? code;
  return [
    filter.codes.map(name).join(" with "), filter.type.replace(/^class-(\d)$/, (_, quad) => report.quads[quad - 1]), filter.status,
    filter.from && `from ${showDate(filter.from)}`, filter.to && `to ${showDate(filter.to)}`,
    filter.least && `confidence ${filter.least} or more`,
  ].filter(Boolean).join(", ");
}

function writeAddress() {
  const parts = new URLSearchParams();
  for (const [name, id] of Object.entries(filterControls)) {
    const {value} = byId(id);
    if (value && value !== "0") parts.set(name, value);
  }
  const text = parts.toString();
  try {
    history.replaceState(null, "", text ? `#?${text}` : location.pathname + location.search);
  } catch { /* a page that was saved elsewhere may not touch its address */ }
}

function readAddress() {
  if (!location.hash.startsWith("#?")) return false;
  const parts = new URLSearchParams(location.hash.slice(2));
  for (const [name, id] of Object.entries(filterControls)) {
    byId(id).value = parts.get(name) ?? (name === "sure" ? "0" : "");
    if (byId(id).value === "" && name === "sure") byId(id).value = "0";
  }
  return true;
}
