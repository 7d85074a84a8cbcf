// Where events take place: a point for every town, a ring where only the country is known.

const intensityBorders = [-6, -3, -1, 1, 3, 6];
const intensityClass = (value) => intensityBorders.filter((border) => value >= border).length;
const intensityNames = ["−10 to −6", "−6 to −3", "−3 to −1", "−1 to 1", "1 to 3", "3 to 6", "6 to 10"];
const intensityLegend = () => intensityNames.map((name, at) => legendItem(name, `var(--i${at})`));

function showPlaces(report, sum) {
  const places = report.places.map((place, at) => ({...place, n: sum.place[at], mean: sum.place[at] ? sum.placeScore[at] / sum.place[at] : 0}))
    .filter((place) => place.n);
  if (!places.length) {
    byId("places-note").textContent = "";
    fill("places-legend");
    fill("places-table");
    noChart("places-map", !report.events ? "No events yet." : sum.events ? "The articles of these events do not say where they take place." : "No event matches the filters.");
    return;
  }
  byId("places-note").textContent = `${many(sum.events - sum.nowhere, "event")} with a place; ${count(sum.nowhere)} without. The size tells how many, the colour their mean intensity.`;
  fill("places-legend", intensityLegend(), legendItem("only the country is known", "", true));
  const name = (place) => [place.name, report.nameOf[place.code] ?? place.code].filter((part, at, all) => part && part !== all[at - 1]).join(", ");
  const shown = places.filter((place) => place.at);
  const rows = shown.map((place) => ({longitude: place.at[0], latitude: place.at[1], n: place.n, bare: !place.name, colour: `var(--i${intensityClass(place.mean)})`,
    told: `${name(place)}\n${many(place.n, "event")}, mean intensity ${score(place.mean)}`}));
  report.world ??= vega.read(report.outlines, {type: "topojson", feature: "countries"});
  chart(report, "places-map", "map", {world: report.world, rows}, {height: (width) => Math.round(width * 0.475)});
  fill("places-table", make("details", {class: "as-table"}, make("summary", {}, "Show the numbers"), table({
    caption: "Events by place", rows: places, page: 25, sort: {at: 1, way: "descending"},
    columns: [{head: "Place", value: name, show: (place) => quoted(name(place))}, {head: "Events", num: true, value: ({n}) => n, show: ({n}) => count(n)},
      {head: "Mean intensity", num: true, value: ({mean}) => mean, show: ({mean}) => score(mean)}],
  })));
}
