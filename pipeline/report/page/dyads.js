// Who deals with whom: a matrix of the busiest countries, the network of their pairs, and all pairs as a table.

const MATRIX = 14, NODES = 28, LINKS = 70;

function showDyads(report, sum, filterBy) {
  const pairs = allPairs(report, sum);
  if (!pairs.length) {
    byId("dyads-note").textContent = "";
    for (const id of ["dyads-legend", "matrix", "pairs"]) fill(id);
    fill("matrix", empty(!report.events ? "No events yet." : sum.events ? "No event has parties of two countries." : "No event matches the filters."));
    noChart("network", "Nothing to connect.");
    return;
  }
  const total = pairs.reduce((all, {n}) => all + n, 0);
  byId("dyads-note").textContent = `${many(pairs.length, "ordered pair")} of countries or organisations in ${count(total)} acts`
    + ` (an event with several parties counts for each of its pairs); ${count(sum.within)} within one country are left out. Colours show the mean intensity, from conflict to cooperation.`;
  fill("dyads-legend", intensityLegend());
  fill("matrix", matrix(report, sum, pairs, filterBy));
  drawNetwork(report, pairs);
  fill("pairs", make("details", {class: "as-table"}, make("summary", {}, "Show all pairs"), table({
    caption: "Ordered pairs", rows: pairs, page: 25, sort: {at: 2, way: "descending"},
    columns: [{head: "Who", value: ({from}) => report.lands[from].name}, {head: "On whom", value: ({to}) => report.lands[to].name},
      {head: "Acts", num: true, value: ({n}) => n, show: ({n}) => count(n)},
      {head: "Mean intensity", num: true, value: ({mean}) => mean, show: ({mean}) => score(mean)}],
  })));
}

function allPairs(report, sum) {
  const size = report.lands.length;
  const pairs = [];
  for (let from = 0; from < size; from++) {
    for (let to = 0; to < size; to++) {
      const n = sum.pair[from * size + to];
      if (n) pairs.push({from, to, n, mean: sum.pairScore[from * size + to] / n});
    }
  }
  return pairs;
}

function busiest(pairs, most) {
  const weight = new Map();
  for (const {from, to, n} of pairs) for (const land of [from, to]) weight.set(land, (weight.get(land) ?? 0) + n);
  return [...weight].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most);
}

function matrix(report, sum, pairs, filterBy) {
  const lands = busiest(pairs, MATRIX).map(([land]) => land);
  const size = report.lands.length;
  const {name: nameOf, code: codeOf} = {name: (land) => report.lands[land].name, code: (land) => report.lands[land].code};
  const cell = (from, to) => {
    const n = sum.pair[from * size + to];
    if (from === to) return make("td", {class: "self"});
    if (!n) return make("td");
    const mean = sum.pairScore[from * size + to] / n;
    return make("td", {class: `i${intensityClass(mean)}`, title: `${nameOf(from)} → ${nameOf(to)}: ${many(n, "act")}, mean intensity ${score(mean)}`},
      n < 10000 ? count(n).replace(",", "") : `${Math.round(n / 1000)}k`);
  };
  return scrollable(make("table", {class: "matrix"},
    make("caption", {}, "Number of acts, coloured by mean intensity; a name filters the page."),
    make("thead", {}, make("tr", {}, make("td", {class: "self"}), lands.map((land) => make("th", {scope: "col"}, make("abbr", {title: nameOf(land)}, codeOf(land)))))),
    make("tbody", {}, lands.map((from) => make("tr", {},
      make("th", {scope: "row"}, make("button", {type: "button", on: {click: () => filterBy(codeOf(from))}}, nameOf(from))),
      lands.map((to) => cell(from, to)))))), "Matrix of countries");
}

function drawNetwork(report, pairs) {
  const nodes = busiest(pairs, NODES);
  const at = new Map(nodes.map(([land], number) => [land, number]));
  const links = new Map();
  for (const {from, to, n, mean} of pairs) {
    if (!at.has(from) || !at.has(to)) continue;
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const one = links.get(key) ?? {lands: [from, to], n: 0, score: 0};
    links.set(key, {...one, n: one.n + n, score: one.score + n * mean});
  }
  const strongest = [...links.values()].sort((a, b) => b.n - a.n).slice(0, LINKS);
  const rows = strongest.map(({lands: [a, b], n, score: total}) => ({source: at.get(a), target: at.get(b), n, colour: `var(--i${intensityClass(total / n)})`,
    told: `${report.lands[a].name} – ${report.lands[b].name}\n${many(n, "act")}, mean intensity ${score(total / n)}`}));
  chart(report, "network", "network", {
    nodes: nodes.map(([land, n]) => ({label: report.lands[land].code, n, told: `${report.lands[land].name}\n${many(n, "act")}`})), links: rows,
  }, {height: (width) => Math.round(Math.min(560, Math.max(340, width * 0.95))),
    told: `The ${count(nodes.length)} busiest and their ${many(strongest.length, "strongest tie")}, both directions together. Point at one to read it.`});
}
