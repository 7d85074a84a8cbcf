// From the two packed blocks of the page to objects: texts and lists as JSON, all events as columns of numbers.

const DAY = 86400000;

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  return bytes;
}

async function inflate(id) {
  const stream = new Blob([fromBase64(document.getElementById(id).textContent.trim())]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpack() {
  const [text, planes] = await Promise.all([inflate("contents"), inflate("facts")]);
  const contents = JSON.parse(new TextDecoder().decode(text));
  return {...contents, facts: readFacts(planes, contents)};
}

// Every column lies there as planes: all lowest bytes, then all second bytes, and so on.
function readColumns(planes, layout) {
  const columns = {};
  let at = 0;
  for (const [name, width, length] of layout) {
    const values = new Uint32Array(length);
    values.set(planes.subarray(at, at + length));
    for (let byte = 1; byte < width; byte++) {
      const plane = planes.subarray(at + byte * length, at + (byte + 1) * length), shift = 8 * byte;
      for (let i = 0; i < length; i++) if (plane[i]) values[i] |= plane[i] << shift;
    }
    at += width * length;
    columns[name] = values;
  }
  return columns;
}

function readFacts(planes, contents) {
  const facts = readColumns(planes, contents.layout);
  const {day, kind, actors} = facts;
  const days = new Int32Array(day.length);
  let now = Date.parse(contents.firstDay) / DAY;
  for (let i = 0; i < day.length; i++) {
    now += day[i];
    days[i] = now;
    // Within a day and kind the actors' number is written as the step from the one before.
    if (i && !day[i] && kind[i] === kind[i - 1]) actors[i] += actors[i - 1];
  }
  return {...facts, day: days, sides: readSides(facts)};
}

// A side is who stands together on one side of events.
function readSides({sizes, members}) {
  const sides = [];
  let at = 0;
  for (const size of sizes) sides.push({parties: Array.from(members.subarray(at, at += size)), lands: []});
  return sides;
}
