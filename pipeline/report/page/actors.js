// Persons and bodies that act or are acted upon, with the office they held last.

function showActors(report, sum) {
  const rows = report.parties.map((party, at) => ({...party, acting: sum.acting[at], receiving: sum.receiving[at],
    mean: sum.acting[at] ? sum.partyScore[at] / sum.acting[at] : null}))
    .filter((party) => party.name && party.acting + party.receiving);
  if (!rows.length) {
    byId("actors-note").textContent = "";
    fill("actors-table", empty(!report.events ? "No events yet." : sum.events ? "Only whole countries act in these events: no person or body among the most frequent is named." : "No event matches the filters."));
    return;
  }
  byId("actors-note").textContent = "Persons and bodies; acts of a country as such are in the matrix above. Intensity is the mean of what they do themselves."
    + (report.grain.parties <= report.parties.filter(({name}) => name).length ? ` Counted are the ${count(report.grain.parties)} most frequent of the lake.` : "");
  const most = Math.max(...rows.map(({acting, receiving}) => Math.max(acting, receiving)));
  fill("actors-table", table({
    label: "Most active actors", rows, page: 20, sort: {at: 2, way: "descending"},
    columns: [
      {head: "Actor", value: ({name}) => name, show: ({name, role}) => [quoted(name), role ? make("small", {}, quoted(role)) : null]},
      {head: "For", value: ({land}) => (land >= 0 ? report.lands[land].name : ""), show: ({land}) => (land >= 0 ? report.lands[land].name : "–")},
      {head: "Acts", num: true, value: ({acting}) => acting, show: ({acting}) => count(acting), shade: ({acting}) => (acting ? acting / most : null)},
      {head: "Acted upon", num: true, value: ({receiving}) => receiving, show: ({receiving}) => count(receiving), shade: ({receiving}) => (receiving ? receiving / most : null)},
      {head: "Mean intensity", num: true, value: ({mean}) => mean, show: ({mean}) => (mean === null ? "–" : score(mean))},
    ],
  }));
}
