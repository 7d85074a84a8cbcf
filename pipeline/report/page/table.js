// Tables that sort by any column and show so many rows at first.

// columns: [{head, value(row), show(row)?, num?, whole? (one line), title?, shade?(row)}]; value sorts, show displays.
function table({caption, columns, rows, page = 25, sort = null, foot = null, label = caption}) {
  if (!rows.length) return null;
  let order = sort, shown = page;
  const body = make("tbody");
  const heads = columns.map((column, at) => make("th", {scope: "col", class: column.num && "num", title: column.title},
    make("button", {type: "button", on: {click: () => {
      const first = column.num ? "descending" : "ascending";
      const other = column.num ? "ascending" : "descending";
      order = {at, way: order && order.at === at && order.way === first ? other : first};
      draw();
    }}}, column.head)));
  const more = make("button", {type: "button", class: "more", on: {click: () => { shown += page * 4; draw(); }}});
  function draw() {
    const sorted = order ? [...rows].sort(comparing(columns[order.at].value, order.way === "ascending" ? 1 : -1)) : rows;
    heads.forEach((head, at) => {
      if (order && order.at === at) head.setAttribute("aria-sort", order.way); else head.removeAttribute("aria-sort");
    });
    body.replaceChildren(...sorted.slice(0, shown).map(line));
    more.hidden = shown >= rows.length;
    more.textContent = `Show more (${count(rows.length - Math.min(shown, rows.length))} left)`;
  }
  const line = (row) => make("tr", {}, columns.map((column, at) => {
    const part = column.shade ? column.shade(row) : null;
    return make(at ? "td" : "th", {
      scope: at ? null : "row", class: [column.num && "num", column.whole && "whole", part !== null && "shade"].filter(Boolean).join(" ") || null,
      style: part === null ? null : {"--part": `${Math.round(part * 30)}%`},
    }, column.show ? column.show(row) : String(column.value(row) ?? "–"));
  }));
  draw();
  const whole = make("table", {class: "rows"}, caption && make("caption", {}, caption),
    make("thead", {}, make("tr", {}, heads)), body, foot && make("tfoot", {}, foot));
  return make("div", {}, scrollable(whole, label || "Table"), more);
}

// Wide content scrolls in its own box, which the keyboard reaches.
const scrollable = (content, label) => make("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": label}, content);

const comparing = (value, way) => (a, b) => {
  const [x, y] = [value(a), value(b)];
  if (x === y) return 0;
  if (x === null || x === undefined) return 1;
  if (y === null || y === undefined) return -1;
  return way * (typeof x === "number" ? x - y : String(x).localeCompare(String(y), "en"));
};

// A list that grows by a button.
function growing(rows, line, page) {
  const list = make("div");
  const more = make("button", {type: "button", class: "more", on: {click: () => grow(page * 2)}});
  let shown = 0;
  function grow(by) {
    list.append(...rows.slice(shown, shown + by).map(line));
    shown = Math.min(rows.length, shown + by);
    more.hidden = shown >= rows.length;
    more.textContent = `Show more (${count(rows.length - shown)} left)`;
  }
  grow(page);
  return [list, more];
}
