// What the statement in a pack that answers a request for records says of the event of this page; docs/public_record.md.

// As Python splits words.
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const normalized = (text) => text.normalize("NFC").split(BLANKS).filter(Boolean).join(" ");

async function recordFaults(log, record, published) {
  const seals = await Promise.all(record.roots.map(log.makeTree(record.entries)));
  const isPublished = record.roots.every(({ root }) => published.roots.some((each) => each.root === root));
  const isWhole = seals.length && seals.every(Boolean) && Math.max(...record.roots.map(({ size }) => size)) === record.entries.length;
  return isPublished && isWhole ? log.chainFaults(record) : [["otherRecord"]];
}

async function textFaults({ sha256, canonical }, accounts, cameIn) {
  const faults = [];
  for (const { entry: line, as, changed, opens } of accounts) {
    if (as !== "released" || changed) continue;
    const text = await sha256("", new TextEncoder().encode(normalized(opens.text)));
    const commitment = await sha256(opens.salt, canonical({ kind: opens.kind, text }));
    if (commitment !== cameIn.get(line)?.commitment) faults.push(["otherText", { line }]);
  }
  return faults;
}

function lineFaults({ accounts, pending, others }, { first_day: first, last_day: last }, cameIn) {
  const told = [...accounts.map(({ entry }) => entry), ...pending, ...others];
  const faults = [];
  told.forEach((line, place) => {
    if (told.indexOf(line) !== place) faults.push(["twice", { line }]);
    if (!cameIn.has(line)) faults.push(["notCame", { line }]);
  });
  for (const [line, { day }] of cameIn) {
    const isInPeriod = (!first || day >= first) && (!last || day <= last);
    if (isInPeriod && !told.includes(line)) faults.push(["leftOut", { line }]);
  }
  return faults;
}

// Returns whether all is well, and the sentences to say. Other shapes throw.
export async function checkPack(log, { events, request }, published) {
  const own = events.find(({ record }) => record.event.id === published.event.id);
  if (!own) return [false, [["notOfEvent"]]];
  const cameIn = new Map(own.record.entries.filter((each) => each.state_before === null).map((each) => [each.sequence, each]));
  const faults = [
    ...await recordFaults(log, own.record, published),
    ...lineFaults(own, request, cameIn),
    ...await textFaults(log, own.accounts, cameIn),
  ];
  return faults.length ? [false, faults.slice(0, 3)] : [true, [["fits", own.record.roots.at(-1)]]];
}
