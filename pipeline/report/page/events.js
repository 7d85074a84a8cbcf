// Events word for word: who to whom, what, when, where, and the sentence with its evidence marked.

function showEvents(report, filter, sum) {
  const events = report.newest.filter((event) => fits(filter, event));
  if (!events.length) {
    byId("events-note").textContent = "";
    fill("events-list", empty(!report.events ? "No events yet. A run over feeds with news in English brings some: communique run --feeds FILE --lake DIR."
      : sum.events ? `${many(sum.events, "event")} match the filters, but none is among the newest ones that this page carries word for word. To read them: communique events --lake DIR.`
        : "No event matches the filters."));
    return;
  }
  byId("events-note").textContent = events.length < sum.events
    ? `${count(events.length)} of the ${many(sum.events, "event")} that match: the newest ones, and the newest of every country, type and status. All of them: communique events --lake DIR.`
    : `${many(events.length, "event")}, those of the newest articles first.`;
  fill("events-list", ...growing(events, (event) => make("article", {class: "event"},
    who(report, event), meta(report, event, {when: true}), said(event), source(event)), 12));
}

function who(report, event) {
  const actors = event.actors.length ? names(report, event.actors) : ["somebody"];
  const parts = event.recipients.length ? [make("span", {class: "to", "aria-label": "towards"}, " → "), ...names(report, event.recipients)] : [];
  return make("p", {class: "who"}, ...actors, ...parts);
}

function names(report, parties) {
  return parties.flatMap(([name, code, role], at) => {
    const land = code ? report.nameOf[code] ?? code : null;
    const known = [role && !name.toLowerCase().includes(role.toLowerCase()) ? role : null, land && land !== name ? land : null].filter(Boolean);
    return [at ? ", " : "", quoted(name), known.length ? make("span", {class: "country"}, ` (${known.join(", ")})`) : ""];
  });
}

function kindTag(report, event) {
  const type = report.types[Math.floor(event.kind / report.statuses.length)];
  const mode = event.mode ? ` · ${event.mode}` : "";
  return make("span", {class: `tag q${report.quadOf[type]}`}, type + mode);
}

function meta(report, event, {when}) {
  const status = report.statuses[event.kind % report.statuses.length];
  const place = [event.place, event.country && report.nameOf[event.country] !== event.place ? report.nameOf[event.country] ?? event.country : null];
  const where = place.filter(Boolean).join(", ");
  const parts = [kindTag(report, event), status, when ? showDates(event) : null, where ? quoted(where) : null, `confidence ${event.confidence.toFixed(2)}`];
  return make("p", {class: "meta"}, parts.filter(Boolean).flatMap((part, at) => (at ? [" · ", part] : [part])));
}

function showDates({from, to}) {
  if (!from) return to ? `until ${showDate(to)}` : "undated";
  if (!to) return `from ${showDate(from)}`;
  return from === to ? showDate(from) : `${showDate(from, from.slice(0, 4) === to.slice(0, 4) ? "short" : "day")} – ${showDate(to)}`;
}

function said({sentence: [before, evidence, after]}) {
  return make("p", {class: "said", dir: "auto"}, before, make("mark", {}, evidence), after);
}

function source(event, reports = 1) {
  const parts = [];
  if (event.speaker) parts.push("said by ", quoted(event.speaker), " · ");
  parts.push(link(event.url, event.title || event.domain || "article"), " ", quoted(event.domain ?? ""), ", ", showDate(event.published));
  if (reports > 1) parts.push(` · ${count(reports)} articles tell of it`);
  return make("p", {class: "meta"}, parts);
}

function showStories(report, filter) {
  const stories = report.stories.filter((story) => !filter.active || story.events.some(([day, kind, confidence, codes]) => fits(filter, {day, kind, confidence, codes})));
  if (!stories.length) {
    byId("stories-note").textContent = "";
    fill("stories-list", empty(report.stories.length ? "No story of several feeds has an event that matches the filters."
      : report.articles ? "No story was carried by more than one feed yet. Feeds that overlap – two wires, or a wire and its clients – make some."
        : "No articles yet."));
    return;
  }
  byId("stories-note").textContent = `${many(stories.length, "story", "stories")} that at least two feeds carry, those with the most feeds first.`
    + (report.storiesTotal > report.stories.length ? ` The page carries ${count(report.stories.length)} of ${count(report.storiesTotal)}.` : "");
  fill("stories-list", ...growing(stories, oneStory, 10));
}

function oneStory(story) {
  const times = story.first.slice(0, 10) === story.last.slice(0, 10) ? showDate(story.first) : `${showDate(story.first)} – ${showDate(story.last)}`;
  return make("article", {class: "story"}, make("h3", {}, quoted(story.title || "untitled")),
    make("p", {class: "meta"}, `${many(story.feeds, "feed")} · ${many(story.articles, "article")} · ${many(story.count, "event")} · ${times}`),
    make("p", {class: "meta"}, story.links.flatMap(([domain, address], at) => [at ? ", " : "", link(address, domain)]),
      story.articles > story.links.length ? `, and ${count(story.articles - story.links.length)} more` : ""));
}
