// What is wrong with a report and the one before it, as docs/verify_record.py finds it.

const ORIGIN = "0".repeat(64);

async function sha256(digits, bytes) {
  const first = digits.match(/../g).map((pair) => parseInt(pair, 16));
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array([...first, ...bytes]));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// RFC 8785, for texts and whole numbers.
const canonical = (entry) => new TextEncoder().encode(JSON.stringify(Object.fromEntries(Object.entries(entry).sort())));

async function sealFaults({ previous, lines, seal }) {
  let hash = previous;
  for (const line of lines) hash = await sha256(hash, canonical(line));
  return hash === seal ? [] : [["altered", { report: lines[0].report }]];
}

const own = ([head, ...lines]) => lines.filter(({ of }) => of === head.report);
const told = ([head, ...lines]) => lines.filter(({ of }) => of === head.report - 1);

function accountFaults(report, before) {
  const faults = report.previous === before.seal ? [] : [["notInARow", {}]];
  const promised = own(before.lines), answers = told(report.lines);
  const isNew = (answer) => promised.every(({ words }) => words !== answer.words);
  for (const { line, words, times } of promised) {
    // By its words: who drops one may number the others anew.
    const found = answers.find((each) => each.words === words);
    const isReworded = answers.some((each) => each.line === line && isNew(each));
    if (!found) faults.push([isReworded ? "reworded" : "dropped", { line, words }]);
    else if (!found.became || !(found.said_en || found.said_es)) faults.push(["noState", { line }]);
    else {
      const again = own(report.lines).some((each) => each.words === words && each.times === times + 1);
      if (again !== (found.became === "doing")) faults.push([again ? "turned" : "notCarried", { line }]);
    }
  }
  return faults;
}

export async function reportFaults([report, before], kept = "") {
  const faults = await sealFaults(report);
  if (!report.seal.startsWith(kept)) faults.push(["otherSeal", {}]);
  if (before) faults.push(...await sealFaults(before), ...accountFaults(report, before));
  else if (report.previous !== ORIGIN) faults.push(["notInARow", {}]);
  return faults;
}

const form = document.getElementById("check-report");
const result = form.querySelector("[aria-live]");
const say = ([name, values]) => form.dataset[name].replace(/\{(\w+)\}/g, (_match, key) => values[key]);
const load = (file) => fetch(file).then((answer) => (answer.ok ? answer.json() : Promise.reject()));

function show(kind, told) {
  result.hidden = false;
  result.className = `notice notice-${kind}`;
  result.replaceChildren(...told.map((each) => Object.assign(document.createElement("p"), { textContent: each })));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  show("info", [form.dataset.checking]);
  const files = await Promise.all(form.dataset.files.split(" ").map(load)).catch(() => null);
  if (!files) return show("error", [form.dataset.notLoaded]);
  const kept = form.elements.seal.value.replace(/[^0-9a-f]/gi, "").toLowerCase();
  const faults = await reportFaults(files, kept).catch(() => [["notLoaded", {}]]);
  if (faults.length) return show("error", faults.map(say));
  const { length } = told(files[0].lines);
  show("success", [say(files[1] ? ["fits", { number: length, all: own(files[1].lines).length }] : ["first", {}])]);
});

// Browsers hash only on pages that came encrypted.
form.hidden = !window.crypto?.subtle;
