// How the ingest fares: feeds, errors, runs, rejects. The filters of events do not touch these.

function showOperation(report) {
  showFeeds(report);
  showRuns(report);
  fill("rejects-table", table({
    label: "Rejects by reason", rows: report.rejects, page: 30,
    columns: [
      {head: "Reason", value: ({reason}) => reason, show: ({reason, meaning}) => [make("code", {}, reason), meaning ? make("small", {}, meaning) : null]},
      {head: "Step", whole: true, value: ({stage}) => stage},
      {head: "Rejects", num: true, value: ({n}) => n, show: ({n}) => count(n)},
      {head: "Again", value: ({again}) => String(again), show: ({again}) => (again ? "a later run may succeed" : "no")},
      {head: "Last", whole: true, value: ({last}) => last, show: ({last}) => showTime(last)},
      {head: "In words", value: ({error}) => error, show: ({error, advice}) => [quoted(error), advice ? make("small", {}, advice) : null]},
    ],
  }) ?? empty(report.runCount ? "Nothing was refused." : "No runs yet."));
}

function showFeeds(report) {
  if (!report.feeds.length) {
    byId("feeds-note").textContent = "";
    fill("feeds-table", empty("No feed has been polled yet."));
    fill("errors-table", empty("No polls yet."));
    return;
  }
  const failing = report.feeds.filter(({error}) => error).length;
  byId("feeds-note").textContent = `${many(report.feedsTotal, "feed")}, ${failing ? `${count(failing)} failing at the last poll` : "all well at the last poll"}. `
    + "Lag is the time from publication to fetch, without what a feed’s first poll brought."
    + (report.feedsTotal > report.feeds.length ? ` Listed are ${count(report.feeds.length)}, those in trouble first.` : "");
  fill("feeds-table", table({
    label: "Feeds", rows: report.feeds, page: 20,
    columns: [
      {head: "Feed", value: ({url}) => url, show: ({link: address, url}) => (address ? link(address, url.replace(/^https?:\/\/(www\.)?/, "")) : quoted(url))},
      {head: "State", whole: true, value: ({error, gone}) => (gone ? "gone" : error ?? "well"), show: ({error, gone, failures}) => (gone ? make("span", {class: "bad"}, "gone")
        : error ? [make("span", {class: "bad"}, error), make("small", {}, `${many(failures, "failure")} in a row`)] : make("span", {class: "good"}, "well"))},
      {head: "Last success", whole: true, value: (feed) => feed.last_success, show: (feed) => showTime(feed.last_success)},
      {head: "Polls", num: true, value: ({polls}) => polls, show: ({polls}) => count(polls)},
      {head: "succeeded", num: true, value: ({good, polls}) => good / polls, show: ({good, polls}) => percent(good / polls)},
      {head: "Articles", num: true, value: ({articles}) => articles, show: ({articles}) => count(articles)},
      {head: "Newest article", whole: true, value: (feed) => feed.newest_article, show: (feed) => (feed.newest_article ? showDate(feed.newest_article) : "–")},
      {head: "Lag, median", num: true, value: ({lag}) => lag, show: ({lag}) => showSpan(lag)},
      {head: "9 of 10 within", num: true, value: (feed) => feed.lag90, show: (feed) => showSpan(feed.lag90)},
    ],
  }));
  fill("errors-table", table({
    label: "Failed polls by error class", rows: report.errors, page: 40,
    columns: [
      {head: "Class", value: ({error}) => error, show: ({error, meaning}) => [make("code", {}, error), meaning ? make("small", {}, meaning) : null]},
      {head: "Polls", num: true, value: ({polls}) => polls, show: ({polls}) => count(polls)},
      {head: "Feeds", num: true, value: ({feeds}) => feeds, show: ({feeds}) => count(feeds)},
      {head: "Last", whole: true, value: ({last}) => last, show: ({last}) => showTime(last)},
      {head: "What to do", value: ({advice}) => advice},
    ],
  }) ?? empty("No poll has failed."));
}

function showRuns(report) {
  if (!report.runs.length) {
    byId("runs-note").textContent = "";
    noChart("runs-chart", "No run has committed yet.");
    fill("runs-table");
    return;
  }
  const days = report.runDays.map(([day, runs, articles, events, rejects, longest]) => ({day, runs, articles, events, rejects, longest}));
  byId("runs-note").textContent = `${many(report.runCount, "run")} on ${many(days.length, "day")}. `
    + (days.length > 1 ? "The columns are events published a day." : "");
  if (days.length > 1) {
    const rows = days.map(({day, runs, events}) => ({start: dayNumber(day) * DAY, end: (dayNumber(day) + 1) * DAY, low: 0, high: events, colour: "var(--accent)",
      told: `${showDate(day)}\n${many(events, "event")} in ${many(runs, "run")}`}));
    chart(report, "runs-chart", "columns", {rows}, {height: 120, facts: () => ({
      caption: "Runs by day", rows: days, page: 30, sort: {at: 0, way: "descending"},
      columns: [{head: "Day", value: ({day}) => day, show: ({day}) => showDate(day)},
        ...["runs", "articles", "events", "rejects"].map((name) => ({head: name, num: true, value: (row) => row[name], show: (row) => count(row[name])})),
        {head: "longest", num: true, value: ({longest}) => longest, show: ({longest}) => showSpan(longest)}],
    })});
  } else fill("runs-chart");
  fill("runs-table", table({
    caption: report.runCount > report.runs.length ? `The newest ${count(report.runs.length)} of ${count(report.runCount)}` : null, label: "Runs", rows: report.runs, page: 12,
    columns: [
      {head: "Started", whole: true, value: (run) => run.started_at, show: (run) => [showTime(run.started_at), make("small", {}, run.run_id)]},
      {head: "Took", num: true, value: ({seconds}) => seconds, show: ({seconds}) => showSpan(seconds)},
      {head: "Mode", value: ({mode}) => mode, show: (run) => [run.mode, make("small", {}, run.code_version)]},
      {head: "Feeds", num: true, value: ({feeds}) => feeds, show: ({feeds}) => count(feeds)},
      {head: "failed", num: true, value: ({failed}) => failed, show: ({failed}) => (failed === null ? "–" : count(failed))},
      ...["articles", "events", "rejects"].map((name) => ({head: name[0].toUpperCase() + name.slice(1), num: true, value: (run) => run[name], show: (run) => count(run[name])})),
    ],
  }));
}

function showQuality(report, sum) {
  if (!sum.events) {
    byId("quality-note").textContent = "";
    noChart("quality-chart", report.events ? "No event matches the filters." : "No events yet.");
    return;
  }
  const steps = report.grain.steps;
  const rows = Array.from(sum.bySure, (n, at) => ({low: at / steps, high: (at + 1) / steps, n, told: `${(at / steps).toFixed(2)} to ${((at + 1) / steps).toFixed(2)}\n${many(n, "event")}`}));
  const above = (least) => rows.filter(({low}) => low >= least - 1e-9).reduce((all, {n}) => all + n, 0);
  const told = [.8, .5].filter((least) => Number.isInteger(Math.round(least * steps * 1e6) / 1e6)).map((least) => `${percent(above(least) / sum.events)} at ${least.toFixed(1)} or more`);
  byId("quality-note").textContent = `${many(sum.events, "event")}${told.length ? ": " + told.join(", ") : ""}. Coder ${report.coders.join(", ") || "unknown"}.`;
  chart(report, "quality-chart", "histogram", {rows}, {height: 160, facts: () => ({
    caption: "Events by confidence", rows, page: 20,
    columns: [{head: "Confidence", value: ({low}) => low, show: ({low, high}) => `${low.toFixed(2)} to ${high.toFixed(2)}`},
      {head: "Events", num: true, value: ({n}) => n, show: ({n}) => count(n)}, {head: "Share", num: true, value: ({n}) => n, show: ({n}) => percent(n / sum.events)}],
  })});
}
