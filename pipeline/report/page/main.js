// Opens the page: unpacks, fills in what the sections need, and draws anew whenever the filters change.

async function open() {
  setUpTheme();
  let report;
  try {
    report = prepare(await unpack());
  } catch (error) {
    byId("main").prepend(empty(typeof DecompressionStream === "undefined"
      ? "This browser is too old for the page: it needs DecompressionStream (every browser has it since 2023)."
      : `The page cannot be read (${error.message}): it may have been cut on its way. Make it again with communique report.`));
    throw error;
  }
  const everything = tally(report, noFilter(report));
  report.everything = everything;
  report.landEvents = everything.land;
  const filter = setUpFilter(report, (now) => show(report, now, filterBy));
  const filterBy = (code) => {
    filter.set({country: code, with: ""});
    byId("f-country").focus({preventScroll: true});
  };
  byId("time-split").addEventListener("change", () => drawColumns(report, counted(report, filter.now())));
  followSize();
  show(report, filter.now(), filterBy);
  later("operation", () => showOperation(report));
}

const noFilter = (report) => ({kinds: new Uint8Array(report.types.length * report.statuses.length).fill(1), lands: [], first: -Infinity, last: Infinity, least: 0});

function prepare(contents) {
  const codes = [...new Set(contents.parties.map(([, code]) => code).filter(Boolean))];
  const lands = codes.map((code) => ({code, name: contents.nameOf[code] ?? code}));
  const landOf = new Map(codes.map((code, at) => [code, at]));
  const parties = contents.parties.map(([name, code, role]) => ({name, role, land: landOf.get(code) ?? -1}));
  // The countries that a side stands for, each once.
  for (const side of contents.facts.sides) {
    const {land} = side.parties.length ? parties[side.parties[0]] : {land: -1};
    side.lands = side.parties.length > 1 ? [...new Set(side.parties.map((party) => parties[party].land))].filter((one) => one >= 0)
      : land >= 0 ? [land] : [];
  }
  const column = (at, Numbers) => Numbers.from(contents.kinds, (kind) => Number(kind[at]));
  const kindOf = {kind: column(0, Uint16Array), intensity: column(1, Float64Array), dated: column(2, Uint8Array), both: column(3, Uint8Array)};
  return {...contents, kindOf, lands, parties, places: contents.places.map(([name, code, at]) => ({name, code, at}))};
}

function show(report, filter, filterBy) {
  const sum = counted(report, filter);
  const told = tellFilter(filter, report);
  byId("matching").textContent = filter.active ? `${count(sum.events)} of ${many(report.events, "event")}: ${told}` : many(report.events, "event");
  const figures = [["events", sum.events], ["of them scheduled", scheduled(report, sum)], ["countries and organisations", sum.land.filter(Boolean).length],
    ["articles", report.articles], ["feeds", report.feedsTotal], ["runs", report.runCount]];
  fill("figures", figures.map(([name, n]) => make("div", {}, make("dt", {}, name), make("dd", {}, count(n)))));
  showAhead(report, filter);
  later("time", () => showTimeline(report, sum));
  later("places", () => showPlaces(report, sum));
  later("dyads", () => showDyads(report, sum, filterBy));
  later("actors", () => showActors(report, sum));
  later("events", () => showEvents(report, filter, sum));
  later("stories", () => showStories(report, filter));
  later("quality", () => showQuality(report, sum));
}

const counted = (report, filter) => (filter.active ? tally(report, filter) : report.everything);

function scheduled(report, sum) {
  const at = report.statuses.indexOf("scheduled");
  return sum.byKind.reduce((total, n, kind) => total + (kind % report.statuses.length === at ? n : 0), 0);
}

function setUpTheme() {
  const buttons = [...document.querySelectorAll("[data-theme-choice]")];
  const choose = (choice) => {
    if (choice === "auto") delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = choice;
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice)));
  };
  let kept = "auto";
  try { kept = localStorage.getItem("communique-theme") ?? "auto"; } catch { /* no storage: the choice lasts while the page is open */ }
  choose(["light", "dark"].includes(kept) ? kept : "auto");
  buttons.forEach((button) => button.addEventListener("click", () => {
    choose(button.dataset.themeChoice);
    try { localStorage.setItem("communique-theme", button.dataset.themeChoice); } catch { /* see above */ }
  }));
}

open();
