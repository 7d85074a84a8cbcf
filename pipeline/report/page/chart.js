// Charts: Vega with its expression interpreter (no eval), drawn as SVG whose colours are the page's own variables.

const runtimes = new Map();
const drawn = new Map();

// data: rows by the name of a data set. Drawn when the browser has time.
function chart(report, id, name, data, {height, told, facts}) {
  const figure = byId(id);
  later(`chart ${id}`, () => drawChart(report, figure, name, data, {height, told, facts}));
}

function noChart(id, text) {
  forget(`chart ${id}`);
  finalize(byId(id));
  fill(id, empty(text));
}

function finalize(figure) {
  drawn.get(figure)?.view.finalize();
  drawn.delete(figure);
}

function drawChart(report, figure, name, data, options) {
  const open = figure.querySelector("details")?.open;
  finalize(figure);
  const canvas = make("div", {class: "canvas", "aria-hidden": "true"});
  const parts = [canvas];
  if (options.told) parts.push(make("figcaption", {class: "note"}, options.told));
  if (options.facts) parts.push(asTable(options.facts, open));
  figure.replaceChildren(...parts);
  if (!runtimes.has(name)) runtimes.set(name, vega.parse(report.charts[name], {}, {ast: true}));
  const width = Math.max(240, Math.floor(canvas.clientWidth));
  const view = new vega.View(runtimes.get(name), {expr: vega.expressionInterpreter, renderer: "svg", container: canvas, hover: false});
  for (const [set, rows] of Object.entries(data)) view.insert(set, structuredClone(rows));
  view.width(width).height(typeof options.height === "function" ? options.height(width) : options.height).tooltip(showTip).run();
  const picture = canvas.querySelector("svg");
  for (const attribute of ["role", "aria-label", "aria-roledescription"]) picture?.removeAttribute(attribute);
  drawn.set(figure, {view, width, again: () => drawChart(report, figure, name, data, options)});
}

// The numbers behind a chart, for those who read or hear rather than look; made when it is opened.
function asTable(facts, open) {
  const details = make("details", {class: "as-table", open: open || null}, make("summary", {}, "Show the numbers"));
  const build = () => { if (details.open && details.children.length === 1) details.append(table(facts()) ?? empty("No numbers.")); };
  details.addEventListener("toggle", build);
  build();
  return details;
}

function showTip(_handler, event, _item, value) {
  const tip = byId("tip");
  tip.hidden = value === null || value === undefined || value === "";
  if (tip.hidden) return;
  tip.textContent = value;
  const {innerWidth, innerHeight} = window;
  tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8)}px`;
}

function followSize() {
  let timer = 0;
  window.addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const [figure, {width, again}] of drawn) {
        if (Math.abs(figure.clientWidth - width) > 2) again();
      }
    }, 150);
  });
  window.addEventListener("beforeprint", doAll);
}
