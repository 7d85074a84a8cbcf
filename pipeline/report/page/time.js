// Events over time: columns by class or status, a strip for every type, and types by status.

function showTimeline(report, sum) {
  if (!sum.events) {
    byId("time-note").textContent = "";
    for (const id of ["time-columns", "time-strips"]) noChart(id, report.events ? "No event matches the filters." : "No events yet.");
    fill("time-legend");
    fill("type-status");
    return;
  }
  byId("time-note").textContent = tellTime(report, sum);
  drawColumns(report, sum);
  drawStrips(report, sum);
  fill("type-status", typeStatus(report, sum));
}

function tellTime(report, sum) {
  const parts = [`${many(sum.events, "event")}, by ${sum.bins.length ? sum.bins[0].unit : "day"}.`];
  if (sum.undated) parts.push(`${count(sum.undated)} without a date in the text stand on the day of their article.`);
  const outside = [sum.early && `${count(sum.early)} before`, sum.late && `${count(sum.late)} after`].filter(Boolean);
  if (outside.length) parts.push(`Outside the picture: ${outside.join(" and ")}.`);
  if (report.grain.unit !== "day") parts.push(`The lake is large: this page knows ${report.grain.unit}s, not days.`);
  return parts.join(" ");
}

function drawColumns(report, sum) {
  const wide = report.types.length * report.statuses.length;
  const byStatus = document.querySelector("#time-split input:checked").value === "status";
  const series = byStatus ? report.statuses : report.quads;
  const colour = (at) => (byStatus ? `var(--s${at})` : `var(--q${at + 1})`);
  const seriesOf = (kind) => (byStatus ? kind % report.statuses.length : report.quadOf[report.types[Math.floor(kind / report.statuses.length)]] - 1);
  const totals = series.map(() => 0);
  const rows = [];
  sum.bins.forEach((bin, at) => {
    const counts = series.map(() => 0);
    for (let kind = 0; kind < wide; kind++) counts[seriesOf(kind)] += sum.byBin[at * wide + kind];
    let low = 0;
    counts.forEach((n, order) => {
      totals[order] += n;
      // The first and the last column stand there even if empty: they are the ends of the axis.
      if (n || (!order && (!at || at === sum.bins.length - 1))) {
        rows.push({start: bin.from * DAY, end: bin.to * DAY, low, high: low + n, colour: colour(order), told: `${tellBin(bin)}\n${series[order]}: ${count(n)}`});
      }
      low += n;
    });
  });
  fill("time-legend", series.map((name, at) => legendItem(`${name} ${count(totals[at])}`, colour(at))));
  chart(report, "time-columns", "columns", {rows}, {height: 230, facts: () => ({
    caption: "Events by column of the chart", page: 60, rows: sum.bins.map((bin, at) => ({bin, at})),
    columns: [{head: "When", value: ({at}) => at, show: ({bin}) => tellBin(bin)},
      ...series.map((name, order) => ({head: name, num: true, show: ({at}) => count(cell(at, order)), value: ({at}) => cell(at, order)}))],
  })});
  const cell = (at, order) => {
    let n = 0;
    for (let kind = 0; kind < wide; kind++) if (seriesOf(kind) === order) n += sum.byBin[at * wide + kind];
    return n;
  };
}

const legendItem = (text, colour, ring = false) => make("li", {class: ring && "ring", style: {"--dot": colour}}, text);

function drawStrips(report, sum) {
  const statuses = report.statuses.length, wide = report.types.length * statuses;
  const counts = report.types.map((_, type) => sum.bins.map((_, at) => {
    let n = 0;
    for (let status = 0; status < statuses; status++) n += sum.byBin[at * wide + type * statuses + status];
    return n;
  }));
  const rows = [];
  report.types.forEach((type, t) => {
    const most = Math.max(1, ...counts[t]);
    sum.bins.forEach((bin, at) => {
      const n = counts[t][at];
      if (n || !at || at === sum.bins.length - 1) {
        rows.push({start: bin.from * DAY, end: bin.to * DAY, type, share: n ? 0.12 + 0.88 * n / most : 0, colour: `var(--q${report.quadOf[type]})`,
          told: `${tellBin(bin)}\n${type}: ${count(n)}`});
      }
    });
  });
  chart(report, "time-strips", "strips", {rows}, {height: 16 * 21, facts: () => ({
    caption: "Events by type", page: 60, rows: sum.bins.map((bin, at) => ({bin, at})),
    columns: [{head: "When", value: ({at}) => at, show: ({bin}) => tellBin(bin)},
      ...report.types.map((type, t) => ({head: type, num: true, value: ({at}) => counts[t][at], show: ({at}) => count(counts[t][at])}))],
  })});
}

function typeStatus(report, sum) {
  const n = (t, s) => sum.byKind[t * report.statuses.length + s];
  const whole = (t) => report.statuses.reduce((total, _, s) => total + n(t, s), 0);
  const rows = report.types.map((type, t) => ({type, t})).filter(({t}) => whole(t));
  const most = Math.max(...rows.map(({t}) => Math.max(...report.statuses.map((_, s) => n(t, s)))));
  const foot = make("tr", {}, make("th", {scope: "row"}, "all"), report.statuses.map((_, s) => make("td", {class: "num"},
    count(rows.reduce((total, {t}) => total + n(t, s), 0)))), make("td", {class: "num"}, count(sum.events)));
  return table({
    label: "Types by status", rows, page: 16, foot,
    columns: [{head: "Type", value: ({type}) => type, show: ({type}) => make("span", {class: `tag q${report.quadOf[type]}`}, type)},
      ...report.statuses.map((status, s) => ({head: status, num: true, value: ({t}) => n(t, s), show: ({t}) => (n(t, s) ? count(n(t, s)) : "·"),
        shade: ({t}) => (n(t, s) ? n(t, s) / most : null)})),
      {head: "all", num: true, value: ({t}) => whole(t), show: ({t}) => count(whole(t))}],
  });
}
