// Checks a public record, as docs/verify_record.py does; see docs/public_record.md.
const form = document.getElementById("check-record");
const words = form.dataset;
const [field, error, result] = ["textarea", ".error", "[aria-live]"].map((each) => form.querySelector(each));

const say = (name, values) => words[name].replace(/\{(\w+)\}/g, (_match, key) => values[key]);
const tellDay = ({ day }) => new Date(day).toLocaleDateString(`${document.documentElement.lang}-US`, { dateStyle: "medium", timeZone: "UTC" });
const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => text.match(/../g).map((pair) => parseInt(pair, 16));
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(parts.flatMap((part) => [...part]))));

// RFC 8785, for texts and whole numbers.
function canonical({ hash, ...content }) {
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(Object.entries(content).sort())));
}

// A poster has 20 letters.
function parseSeal(text) {
  const found = /^([1-9]\d{0,9}):([0-9a-f]{20}|[0-9a-f]{64})$/.exec(text.replace(/[\s–-]/g, "").toLowerCase());
  return found && { size: Number(found[1]), root: found[2] };
}

// Other shapes throw here, or where they are read.
function refuseOtherShapes({ event, counts, entries, roots }) {
  const numbers = [event.id, counts.received, counts.missing, ...entries.map(({ sequence }) => sequence)];
  const areSeals = roots.length && roots.every(({ size, root, day }) => root[63] && parseSeal(`${size}:${root}`) && Date.parse(day));
  if (!numbers.every(Number.isSafeInteger) || !areSeals) throw new TypeError();
}

async function chainFaults({ event, entries }) {
  const faults = [];
  let last = 0;
  let previous = "0".repeat(64);
  for (const entry of entries) {
    const line = entry.sequence;
    if (line <= last) {
      faults.push(say("added", { line }));
      continue;
    }
    const next = toHex(await sha256(fromHex(previous), canonical(entry)));
    if (line > last + 1) faults.push(say("removed", { line: last + 1 }));
    else if (entry.event !== event.id || entry.hash !== next) faults.push(say("altered", { line }));
    last = line;
    previous = entry.hash;
  }
  return faults;
}

// RFC 9162, section 2.1.1.
function makeTree(entries) {
  const known = {};
  const branch = (start, end) => (known[`${start}-${end}`] ??= hash(start, end));
  async function hash(start, end) {
    if (end - start === 1) return sha256([0], canonical(entries[start]));
    let middle = 1;
    while (middle * 2 < end - start) middle *= 2;
    return sha256([1], await branch(start, start + middle), await branch(start + middle, end));
  }
  return async ({ size, root }) => size <= entries.length && toHex(await branch(0, size)).startsWith(root);
}

async function sealFaults({ event, entries, roots }, fits) {
  const faults = [];
  let previous = "0".repeat(64);
  for (const root of roots) {
    if (!await fits(root)) faults.push(say("otherSeal", { day: tellDay(root) }));
    // Each covers the one before it.
    if (root.hash !== toHex(await sha256(fromHex(previous), canonical({ event: event.id, ...root })))) {
      faults.push(say("removedSeal", { day: tellDay(root) }));
    }
    previous = root.hash;
  }
  const covered = Math.max(...roots.map(({ size }) => size));
  if (entries.length > covered) faults.push(say("unsealed", { line: covered }));
  const isListed = ({ textContent }) => roots.some(({ size, root }) => `${size}:${root}` === textContent);
  if (![...document.querySelectorAll(".seal:not(.season-seal) code")].every(isListed)) faults.push(words.shownSeal);
  return faults;
}

// The department's own chain of the questions of its seasons.
async function seasonFaults({ season = [] }) {
  let previous = "0".repeat(64);
  let fits = true;
  for (const [place, entry] of season.entries()) {
    const next = toHex(await sha256(fromHex(previous), canonical(entry)));
    fits &&= entry.hash === next && entry.sequence === place + 1 && !(entry.first_day && entry.day >= entry.first_day);
    previous = next;
  }
  const isListed = ({ textContent }) => season.some(({ sequence, hash }) => `${sequence}:${hash}` === textContent);
  return fits && [...document.querySelectorAll(".season-seal code")].every(isListed) ? [] : [words.season];
}

function countFaults({ entries, counts: { received, missing, ...counts } }) {
  if (missing > 0) return [say("missing", { number: missing })];
  const found = { __proto__: null, null: received };
  let fits = true;
  for (const { state_before: before, state_after: after } of entries) {
    fits &&= found[before] > 0;
    found[before] -= 1;
    found[after] = (found[after] || 0) + 1;
  }
  const all = { ...counts, ...found };
  fits &&= Object.keys(all).every((state) => (found[state] || 0) === (counts[state] || 0));
  return fits ? [] : [words.otherCounts];
}

async function tellKept(kept, { entries, roots }, fits) {
  const { size } = kept;
  if (!await fits(kept)) return [false, words.keptOther];
  const listed = roots.find(({ root }) => root.startsWith(kept.root));
  if (!listed) return [false, words.keptRemoved];
  if (size === entries.length) return [true, words.keptFits];
  return [true, say("keptEarlier", { size, day: tellDay(listed) })];
}

async function check(record, kept) {
  refuseOtherShapes(record);
  const { entries, roots } = record;
  const fits = makeTree(entries);
  const faults = [...await chainFaults(record), ...await sealFaults(record, fits), ...countFaults(record), ...await seasonFaults(record)];
  const told = faults.length ? faults.slice(0, 3) : [say("fits", { lines: entries.length, day: tellDay(roots.at(-1)) })];
  if (faults.length > 3) told.push(words.more);
  const [isKept, sentence] = kept ? await tellKept(kept, record, fits) : [true, ""];
  show(isKept && !faults.length ? "success" : "error", ...told, sentence);
}

function show(kind, ...sentences) {
  result.className = `notice notice-${kind}`;
  result.textContent = sentences.join(" ").trim();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const kept = parseSeal(field.value);
  const isWrong = /\S/.test(field.value) && !kept;
  error.textContent = isWrong ? words.noSeal : "";
  error.parentElement.classList.toggle("field-invalid", isWrong);
  field.ariaInvalid = isWrong;
  result.hidden = isWrong;
  if (isWrong) return field.focus();
  show("info", words.checking);
  const answer = await fetch(words.record).catch(() => null);
  if (!answer?.ok) return show("error", words.notLoaded);
  await answer.json().then((record) => check(record, kept)).catch(() => show("error", words.unreadable));
});

// The statement in a pack that answers a request for records: what it says of this event.
const pack = document.getElementById("check-pack");
const [packField, packResult] = ["input", "[aria-live]"].map((each) => pack.querySelector(each));
const tellPack = (name, values) => pack.dataset[name].replace(/\{(\w+)\}/g, (_match, key) => values[key]);
// As Python splits words.
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const hashWords = async (text) => toHex(await sha256(new TextEncoder().encode(text.normalize("NFC").split(BLANKS).filter(Boolean).join(" "))));

async function recordFaults(record, published) {
  const fits = makeTree(record.entries);
  const seals = await Promise.all(record.roots.map(fits));
  const isPublished = record.roots.every(({ root }) => published.roots.some((each) => each.root === root));
  const isWhole = seals.length && seals.every(Boolean) && Math.max(...record.roots.map(({ size }) => size)) === record.entries.length;
  return isPublished && isWhole ? chainFaults(record) : [pack.dataset.otherRecord];
}

async function accountFaults({ record, accounts, pending, others }, { first_day: first, last_day: last }) {
  const cameIn = new Map(record.entries.filter((each) => each.state_before === null).map((each) => [each.sequence, each]));
  const told = [...accounts.map(({ entry }) => entry), ...pending, ...others];
  const faults = [];
  told.forEach((line, place) => {
    if (told.indexOf(line) !== place) faults.push(tellPack("twice", { line }));
    if (!cameIn.has(line)) faults.push(tellPack("notCame", { line }));
  });
  for (const [line, { day }] of cameIn) {
    const isInPeriod = (!first || day >= first) && (!last || day <= last);
    if (isInPeriod && !told.includes(line)) faults.push(tellPack("leftOut", { line }));
  }
  for (const { entry: line, as, changed, opens } of accounts) {
    if (as !== "released" || changed) continue;
    const opened = canonical({ kind: opens.kind, text: await hashWords(opens.text) });
    if (toHex(await sha256(fromHex(opens.salt), opened)) !== cameIn.get(line)?.commitment) faults.push(tellPack("otherText", { line }));
  }
  return faults;
}

async function checkPack(statement, published) {
  const own = statement.events.find(({ record }) => record.event.id === published.event.id);
  if (!own) throw [pack.dataset.notOfEvent];
  const faults = [...await recordFaults(own.record, published), ...await accountFaults(own, statement.request)];
  if (faults.length) throw faults;
  return tellPack("fits", { day: tellDay(own.record.roots.at(-1)) });
}

function showPack(kind, sentence) {
  packResult.className = `notice notice-${kind}`;
  packResult.textContent = sentence;
}

packField.addEventListener("change", async () => {
  const [file] = packField.files;
  if (!file) return;
  const answer = await fetch(words.record).catch(() => null);
  if (!answer?.ok) return showPack("error", words.notLoaded);
  const both = Promise.all([file.text().then(JSON.parse), answer.json()]);
  await both.then((read) => checkPack(...read)).then(
    (sentence) => showPack("success", sentence),
    // What has another shape threw where it was read.
    (faults) => showPack("error", Array.isArray(faults) ? faults.slice(0, 3).join(" ") : pack.dataset.unreadable),
  );
});

// Browsers hash only on pages that came encrypted.
form.hidden = pack.hidden = !window.crypto?.subtle;
document.getElementById("cannot-check").hidden = !form.hidden;

// A seal that was scanned.
const scanned = location.hash.slice(1);
if (!form.hidden && parseSeal(scanned)) {
  field.value = scanned;
  form.requestSubmit();
}
