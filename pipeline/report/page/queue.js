// What is drawn after the first screen: one piece at a time, so that the browser can paint and answer in between.

const tasks = new Map();
let nextIsSet = false;

const whenPainted = window.requestIdleCallback ? (act) => requestIdleCallback(act, {timeout: 200}) : (act) => setTimeout(act, 20);

// A piece that waits already under the same key gives way to the new one.
function later(key, act) {
  tasks.delete(key);
  tasks.set(key, act);
  document.documentElement.dataset.ready = "no";
  setNext(whenPainted);
}

const forget = (key) => tasks.delete(key);

// Only the first piece waits for the screen; to wait before each would take longer than the pieces.
function setNext(when) {
  if (nextIsSet) return;
  nextIsSet = true;
  when(() => {
    doNext();
    nextIsSet = false;
    if (tasks.size) setNext(setTimeout); else document.documentElement.dataset.ready = "yes";
  });
}

function doNext() {
  const [first] = tasks;
  if (!first) return;
  tasks.delete(first[0]);
  first[1]();
}

function doAll() {
  while (tasks.size) doNext();
}
