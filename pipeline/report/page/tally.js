// One pass over all events: everything the page counts, for one filter.

const binUnits = [["day", 62], ["week", 420], ["month", 2200], ["quarter", 7500], ["year", Infinity]];

function tally(report, filter) {
  const {facts, kindOf, statuses, types} = report;
  const {sides, n: numbers, kind: kinds, sure, place: places, actors, recipients, day: days} = facts;
  const lands = report.lands.length;
  const bins = timeBins(report, filter);
  const wide = types.length * statuses.length;
  const sum = {
    events: 0, undated: 0, early: 0, late: 0, nowhere: 0, bins,
    byBin: new Float64Array(bins.length * wide), byKind: new Float64Array(wide), bySure: new Float64Array(report.grain.steps),
    place: new Float64Array(report.places.length), placeScore: new Float64Array(report.places.length),
    acting: new Float64Array(report.parties.length), receiving: new Float64Array(report.parties.length),
    partyScore: new Float64Array(report.parties.length),
    land: new Float64Array(lands), pair: new Float64Array(lands * lands), pairScore: new Float64Array(lands * lands), within: 0,
  };
  const wanted = filter.lands.length ? sides.map(({lands}) => filter.lands.reduce((mask, land, bit) => mask | (lands.includes(land) << bit), 0)) : null;
  const all = (1 << filter.lands.length) - 1;
  const least = Math.round(filter.least * report.grain.steps);
  // The facts may stand on the first day of their week or month: then so does the border.
  const first = filter.first === -Infinity ? -Infinity : startOf(filter.first, report.grain.unit);
  let bin = 0;
  for (let i = 0; i < days.length; i++) {
    const day = days[i];
    if (day < first || day > filter.last || sure[i] < least) continue;
    const of = kinds[i], kind = kindOf.kind[of], intensity = kindOf.intensity[of];
    if (!filter.kinds[kind]) continue;
    const a = actors[i], r = recipients[i];
    if (wanted && (wanted[a] | wanted[r]) !== all) continue;
    const n = numbers[i];
    sum.events += n;
    if (!kindOf.dated[of]) sum.undated += n;
    sum.byKind[kind] += n;
    sum.bySure[sure[i]] += n;
    if (!bins.length || day < bins[0].from) sum.early += n;
    else if (day >= bins[bins.length - 1].to) sum.late += n;
    else {
      while (day >= bins[bin].to) bin++;
      sum.byBin[bin * wide + kind] += n;
    }
    const place = places[i];
    if (place) { sum.place[place] += n; sum.placeScore[place] += n * intensity; } else sum.nowhere += n;
    const acting = sides[a].parties, receiving = sides[r].parties;
    for (let at = 0; at < acting.length; at++) { sum.acting[acting[at]] += n; sum.partyScore[acting[at]] += n * intensity; }
    for (let at = 0; at < receiving.length; at++) sum.receiving[receiving[at]] += n;
    pairUp(sum, lands, sides[a].lands, r || !kindOf.both[of] ? sides[r].lands : sides[a].lands, n, intensity);
  }
  return sum;
}

function pairUp(sum, size, acting, receiving, n, intensity) {
  for (let a = 0; a < acting.length; a++) sum.land[acting[a]] += n;
  if (acting !== receiving) for (let r = 0; r < receiving.length; r++) if (!acting.includes(receiving[r])) sum.land[receiving[r]] += n;
  for (let a = 0; a < acting.length; a++) {
    const from = acting[a];
    for (let r = 0; r < receiving.length; r++) {
      const to = receiving[r];
      if (from === to) { if (acting !== receiving || acting.length === 1) sum.within += n; continue; }
      sum.pair[from * size + to] += n;
      sum.pairScore[from * size + to] += n * intensity;
    }
  }
}

// Columns of time: from the filter's dates, else around the days on which the articles were published.
function timeBins(report, filter) {
  const {day} = report.facts;
  if (!day.length) return [];
  const low = day[0], high = day[day.length - 1];
  let first = filter.first > -Infinity ? filter.first : Math.max(low, Math.min(dayNumber(report.published[0]) - 31, high));
  let last = filter.last < Infinity ? filter.last : Math.min(high, Math.max(dayNumber(report.published[1]) + 92, low));
  if (last < first) [first, last] = [last, first];
  const finest = binUnits.findIndex(([unit]) => unit === report.grain.unit);
  const unit = binUnits.find(([, days], at) => at >= finest && last - first <= days)[0];
  const bins = [];
  for (let from = startOf(first, unit); from <= last;) {
    const to = nextOf(from, unit);
    bins.push({from, to, unit});
    from = to;
  }
  return bins;
}

function startOf(day, unit) {
  if (unit === "day") return day;
  const at = new Date(day * DAY);
  if (unit === "week") return day - (at.getUTCDay() + 6) % 7;
  const month = {month: at.getUTCMonth(), quarter: at.getUTCMonth() - at.getUTCMonth() % 3, year: 0}[unit];
  return utcDay(at.getUTCFullYear(), month);
}

function nextOf(day, unit) {
  if (unit === "day") return day + 1;
  if (unit === "week") return day + 7;
  const at = new Date(day * DAY);
  return utcDay(at.getUTCFullYear(), at.getUTCMonth() + {month: 1, quarter: 3, year: 12}[unit]);
}

function utcDay(year, month) {
  const at = new Date(0);
  at.setUTCFullYear(year, month, 1);
  return at.getTime() / DAY;
}

function tellBin({from, to, unit}) {
  if (unit === "day") return showDate(from);
  if (unit === "week") return `${showDate(from, "short")} – ${showDate(to - 1)}`;
  if (unit === "month") return showDate(from, "month");
  const year = new Date(from * DAY).getUTCFullYear();
  return unit === "year" ? String(year) : `${year}, quarter ${new Date(from * DAY).getUTCMonth() / 3 + 1}`;
}
