// The page of a public record: what checks it (record-log.js) comes when somebody asks for it.
const form = document.getElementById("check-record");
const pack = document.getElementById("check-pack");
const words = form.dataset;
const [field, error] = ["kept-seal", "kept-seal-error"].map((id) => document.getElementById(id));
const result = form.querySelector("[aria-live]");
const days = new Intl.DateTimeFormat(`${document.documentElement.lang}-US`, { dateStyle: "medium", timeZone: "UTC" });

// A fault, or what is good: its name and values.
function say([name, { day, ...values } = {}], own = words) {
  const sentence = own[name] || words[name];
  return sentence.replace(/\{(\w+)\}/g, (_match, key) => values[key] ?? days.format(Date.parse(day)));
}

function show(place, kind, first, ...others) {
  place.className = `notice notice-${kind}`;
  const list = document.createElement("ul");
  list.append(...others.map((each) => Object.assign(document.createElement("li"), { textContent: each })));
  place.replaceChildren(first, ...others.length ? [list] : []);
  place.scrollIntoView({ block: "nearest" });
}

// Returns the text of the published record and the modules; null if one of them did not come.
const load = (...modules) => Promise.all([
  fetch(words.record).then((answer) => (answer.ok ? answer.text() : Promise.reject())),
  ...modules.map((address) => import(address)),
]).catch(() => null);

// A poster has 20 letters.
function parseSeal(text) {
  const found = /^([1-9]\d{0,9}):([0-9a-f]{20}|[0-9a-f]{64})$/.exec(text.replace(/[\s–-]/g, "").toLowerCase());
  return found && { size: Number(found[1]), root: found[2] };
}

async function tellKept(kept, { entries, roots }, fits) {
  if (!await fits(kept)) return [false, ["keptOther"]];
  const listed = roots.find(({ root }) => root.startsWith(kept.root));
  if (!listed) return [false, ["keptRemoved"]];
  return [true, kept.size === entries.length ? ["keptFits"] : ["keptEarlier", listed]];
}

async function check([text, log], kept) {
  const record = JSON.parse(text);
  const fits = log.makeTree(record.entries);
  const shown = [...document.querySelectorAll(".seal code")].map(({ textContent }) => textContent);
  const faults = await log.recordFaults(record, fits, shown);
  const told = faults.length ? [["wrong"], ...faults.slice(0, 3)] : [["fits", record.roots.at(-1)]];
  if (faults.length > 3) told.push(["more"]);
  const [isKept, keptTold] = kept ? await tellKept(kept, record, fits) : [true];
  if (keptTold) told.push(keptTold);
  show(result, isKept && !faults.length ? "success" : "error", ...told.map((each) => say(each)));
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
  show(result, "info", words.checking);
  const loaded = await load(words.log);
  if (!loaded) return show(result, "error", words.notLoaded);
  await check(loaded, kept).catch(() => show(result, "error", words.unreadable));
});

// The statement in a pack that answers a request for records, which few have.
pack.addEventListener("change", async ({ target: { files: [file] } }) => {
  if (!file) return;
  const place = pack.querySelector("[aria-live]");
  const loaded = await load(words.log, pack.dataset.script);
  if (!loaded) return show(place, "error", words.notLoaded);
  const [record, log, { checkPack }] = loaded;
  await file.text().then((statement) => checkPack(log, JSON.parse(statement), JSON.parse(record))).then(
    ([isGood, told]) => show(place, isGood ? "success" : "error",
      ...[...isGood ? [] : [["wrong"]], ...told].map((each) => say(each, pack.dataset))),
    // What has another shape threw where it was read.
  ).catch(() => show(place, "error", pack.dataset.unreadable));
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
