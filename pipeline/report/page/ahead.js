// The calendar of what is scheduled: months to look at, days to read.

function showAhead(report, filter) {
  const entries = report.ahead.filter((entry) => fits(filter, entry));
  const asOf = showDate(report.asOf);
  if (!entries.length) {
    fill("months");
    byId("ahead-note").textContent = "";
    fill("agenda", empty(report.ahead.length
      ? `Nothing of what is scheduled from ${asOf} on matches the filters (${count(report.aheadTotal)} entries without them).`
      : report.events ? `No article tells of anything scheduled with a date on or after ${asOf}, the day taken for today.`
        : "No events yet: after the first run, what articles say is scheduled stands here by day."));
    return;
  }
  const rest = report.aheadTotal > report.ahead.length ? ` The page carries the soonest ${count(report.ahead.length)} of ${count(report.aheadTotal)}.` : "";
  byId("ahead-note").textContent = `${many(entries.length, "entry", "entries")} that articles say ${entries.length === 1 ? "is" : "are"} scheduled, seen from ${asOf}. `
    + `Reports of the same type, days and countries are one entry.${rest}`;
  const days = new Map();
  for (const entry of entries) {
    // What has begun already stands under the report's own day.
    const day = entry.from < report.asOf ? report.asOf : entry.from;
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1));
  fill("months", months(report, sorted));
  fill("agenda", ...growing(sorted, ([day, list]) => oneDay(report, day, list), 4));
}

function oneDay(report, day, list) {
  return make("section", {class: "day", id: `day-${day}`, "aria-label": showDate(day, "weekday")},
    make("h3", {}, showDate(day, "weekday"), day === report.asOf ? make("span", {}, " · going on, or today") : null),
    list.map((entry) => make("article", {class: "entry"},
      who(report, entry), meta(report, entry, {when: true}), said(entry), source(entry, entry.reports))));
}

function months(report, days) {
  const counts = new Map(days.map(([day, list]) => [day, list.length]));
  const first = [...new Set([report.asOf, ...counts.keys()].map((day) => day.slice(0, 7)))].sort().slice(0, 3);
  return first.map((month) => oneMonth(report, month, counts));
}

function oneMonth(report, month, counts) {
  const start = dayNumber(`${month}-01`), end = nextOf(start, "month");
  const weeks = [];
  for (let monday = startOf(start, "week"); monday < end; monday += 7) {
    weeks.push(make("tr", {}, Array.from({length: 7}, (_, at) => {
      const day = monday + at, text = dayText(day), n = counts.get(text);
      if (day < start || day >= end) return make("td");
      const number = String(new Date(day * DAY).getUTCDate());
      return make("td", {class: text === report.asOf ? "today" : null}, n
        ? make("a", {href: `#day-${text}`, class: n > 2 ? "many" : null, on: {click: (event) => goToDay(event, text)},
          "aria-label": `${showDate(text, "weekday")}: ${many(n, "entry", "entries")}`}, number)
        : number);
    })));
  }
  return make("table", {class: "month"}, make("caption", {}, showDate(start, "month")),
    make("thead", {}, make("tr", {}, ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].map((name) => make("th", {scope: "col"}, name)))),
    make("tbody", {}, weeks));
}

// The address keeps the filters, so the day is scrolled to instead of named there.
function goToDay(event, day) {
  event.preventDefault();
  while (!byId(`day-${day}`)) {
    const more = byId("agenda").querySelector("button.more:not([hidden])");
    if (!more) return;
    more.click();
  }
  const target = byId(`day-${day}`);
  target.setAttribute("tabindex", "-1");
  target.scrollIntoView({block: "start"});
  target.focus({preventScroll: true});
}
