// What is wrong with a public record, as docs/verify_record.py finds it; see docs/public_record.md.
// Each fault has a name and values. Other shapes throw.

// Of hexadecimal digits and of bytes after them, in hexadecimal digits.
export async function sha256(digits, bytes = []) {
  const first = (digits.match(/../g) || []).map((pair) => parseInt(pair, 16));
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array([...first, ...bytes]));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// RFC 8785, for texts and whole numbers.
export function canonical({ hash, ...content }) {
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(Object.entries(content).sort())));
}

// Each row covers the one before it.
async function isLinked(rows, place, event) {
  const before = place ? rows[place - 1].hash : "0".repeat(64);
  return rows[place].hash === await sha256(before, canonical({ event, ...rows[place] }));
}

export async function chainFaults({ event, entries }) {
  const faults = [];
  let last = 0;
  for (const [place, { event: own, sequence: line }] of entries.entries()) {
    if (line <= last) faults.push(["added", { line }]);
    else if (line > last + 1) faults.push(["removed", { line: last + 1 }]);
    else if (own !== event.id || !await isLinked(entries, place)) faults.push(["altered", { line }]);
    last = Math.max(last, line);
  }
  return faults;
}

// Returns whether a seal fits the lines that it stands for: RFC 9162, section 2.1.1.
export function makeTree(entries) {
  const known = {};
  const branch = (start, end) => (known[`${start}-${end}`] ??= hash(start, end));
  async function hash(start, end) {
    if (end - start === 1) return sha256("00", canonical(entries[start]));
    let middle = 1;
    while (middle * 2 < end - start) middle *= 2;
    return sha256(`01${await branch(start, start + middle)}${await branch(start + middle, end)}`);
  }
  return async ({ size, root }) => size <= entries.length && (await branch(0, size)).startsWith(root);
}

async function sealFaults({ event, entries, roots }, fits, shown) {
  const faults = [];
  for (const [place, root] of roots.entries()) {
    if (!await fits(root)) faults.push(["otherSeal", root]);
    if (!await isLinked(roots, place, event.id)) faults.push(["removedSeal", root]);
  }
  const covered = Math.max(...roots.map(({ size }) => size));
  if (entries.length > covered) faults.push(["unsealed", { line: covered }]);
  const seals = roots.map(({ size, root }) => `${size}:${root}`);
  return shown.every((seal) => seals.includes(seal)) ? faults : [...faults, ["shownSeal"]];
}

function countFaults({ entries, counts: { received, missing, ...counts } }) {
  if (missing > 0) return [["missing", { number: missing }]];
  const found = { __proto__: null, null: received };
  let fits = true;
  for (const { state_before: before, state_after: after } of entries) {
    fits &&= found[before] > 0;
    found[before] -= 1;
    found[after] = (found[after] || 0) + 1;
  }
  const states = Object.keys({ ...counts, ...found });
  fits &&= states.every((state) => (found[state] || 0) === (counts[state] || 0));
  return fits ? [] : [["otherCounts"]];
}

function refuseOtherShapes({ event, counts, entries, roots }) {
  const places = [...entries.map(({ sequence }) => sequence), ...roots.map(({ size }) => size)];
  const areNumbers = [event.id, counts.received, counts.missing, ...places].every(Number.isSafeInteger);
  const isSeal = ({ root, day }) => /^[\da-f]{64}$/.test(root) && Date.parse(day);
  if (!areNumbers || !roots.length || !roots.every(isSeal)) throw new TypeError();
}

// `shown` are the seals that the page shows.
export async function recordFaults(record, fits, shown) {
  refuseOtherShapes(record);
  return [...await chainFaults(record), ...await sealFaults(record, fits, shown), ...countFaults(record)];
}
