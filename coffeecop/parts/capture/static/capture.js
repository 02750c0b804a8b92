// An officer notes what people say. Each note is kept on this phone until the server has it, so that it
// can be made without a signal and is sent once. Without storage or HTTPS the form is sent as any other.
(() => {
  const form = document.getElementById("capture-form");
  if (!crypto.randomUUID) return;
  const note = form.elements.body;
  const save = form.querySelector("[data-anyway]");
  const announcer = document.getElementById("announcer");

  // --- Notes that wait -----------------------------------------------------------------------------

  const { notes: storageKey } = form.dataset;
  const line = waitingLine(storageKey, {
    send,
    show: showWaiting,
    showSending: (isShown) => { document.getElementById("sending").hidden = !isShown; },
  });
  const { read, write, drop } = line;
  // Each is as new for the server: these come from the page that it is sent from.
  const tokens = [...form.querySelectorAll("[name=csrf_token], [name=form_key]")];
  const notKept = new Set(["csrf_token", "form_key", "entry_key", "seconds_ago"]);

  const fieldsOfForm = (button) => [...new FormData(form, button)]
    .filter(([name, value]) => value && !notKept.has(name));

  function noteInForm(button) {
    const fields = fieldsOfForm(button);
    const topics = [...form.querySelectorAll("[name=topics]:checked + span")].map((name) => name.textContent);
    const words = note.value.trim() || topics.join(", ");
    return words && { id: crypto.randomUUID(), url: form.action, at: Date.now(), fields, words };
  }

  class SignedOut extends Error {}

  async function post(kept) {
    const body = new URLSearchParams([
      ...kept.fields,
      ["entry_key", kept.id],
      ["seconds_ago", secondsSince(kept.at)],
      ...tokens.map(({ name, value }) => [name, value]),
    ]);
    const answer = await fetch(kept.url, { method: "POST", body, signal: AbortSignal.timeout(20000) });
    if (answer.status === 403) throw new SignedOut();
    // Anything else, such as the page of a network that wants a sign-in, is no answer of ours.
    const isSaved = answer.ok && answer.redirected && new URL(answer.url).searchParams.has("saved");
    if (!isSaved && answer.status !== 422) throw new NotTaken(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const token of tokens) token.value = page.querySelector(`#capture-form [name=${token.name}]`).value;
    return { isSaved, page };
  }

  async function send(kept) {
    let { isSaved, page } = await post(kept);
    // The first refusal may be of this page, which is old; it has new tokens now.
    if (!isSaved) ({ isSaved, page } = await post(kept));
    if (isSaved) {
      drop(kept.id);
      showSaved(page.getElementById("saved"));
    } else {
      const refusal = page.querySelector(".error-summary li").textContent.trim();
      write(read().map((each) => (each.id === kept.id ? { ...each, refusal } : each)));
    }
  }

  function showSaved(part) {
    document.getElementById("saved").replaceWith(part);
    htmx.process(part);
    announcer.textContent = part.querySelector("[data-said]").textContent;
  }

  // --- What waits, as the officer sees it ----------------------------------------------------------

  const waiting = document.getElementById("waiting");
  const [signIn, sendNow] = [waiting.querySelector("a"), waiting.querySelector(":scope > button")];
  const inWords = (name, number) => (number === 1
    ? waiting.dataset[`${name}One`] : waiting.dataset[`${name}Many`].replace("#", number));

  function showWaiting(trouble) {
    const notes = read();
    const isSignedOut = trouble instanceof SignedOut;
    waiting.hidden = !notes.length;
    if (waiting.hidden) return;
    const heading = inWords("waits", notes.length);
    const state = navigator.onLine ? (trouble && waiting.dataset.failed) : waiting.dataset.offline;
    waiting.querySelector("h2").textContent = heading;
    waiting.querySelector("[data-state]").textContent = (!isSignedOut && state) || "";
    signIn.textContent = inWords("signIn", notes.length);
    signIn.parentElement.hidden = !isSignedOut;
    sendNow.hidden = isSignedOut || !trouble;
    waiting.querySelector("ul").replaceChildren(...notes.map(lineOf));
    announcer.textContent = isSignedOut ? signIn.textContent : `${heading}. ${state || ""}`;
  }

  function lineOf({ id, at, words, refusal, fields }) {
    const line = waiting.querySelector("template").content.cloneNode(true);
    const [error, change] = [line.querySelector(".error"), line.querySelector("[data-change]")];
    const said = new Date(at);
    const time = line.querySelector("time");
    time.dateTime = said.toISOString();
    time.textContent = said.toLocaleTimeString(document.documentElement.lang, {
      hour: "numeric", minute: "2-digit",
    });
    line.querySelector("span").textContent = words;
    error.textContent = refusal || "";
    error.hidden = change.hidden = !refusal;
    change.addEventListener("click", () => {
      drop(id);
      fillIn(fields);
      note.focus();
      showWaiting();
    });
    line.querySelector("[data-delete]").addEventListener("click", () => {
      if (confirm(waiting.dataset.delete)) drop(id);
      showWaiting();
    });
    return line;
  }

  function fillIn(fields) {
    for (const field of form.elements) {
      const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else if (["body", "people"].includes(field.name)) field.value = values[0] || "";
    }
    note.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // --- The form ------------------------------------------------------------------------------------

  let wasJustSaved = false;
  form.addEventListener("input", () => {
    wasJustSaved = false;
    sessionStorage.setItem(storageKey, JSON.stringify(fieldsOfForm()));
  });

  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "redact") return;
    const kept = noteInForm(event.submitter);
    if (!kept) {
      event.preventDefault();
      // The second tap of two is not an officer who forgot the note.
      if (!wasJustSaved) announceProblem();
      return;
    }
    try {
      write([...read(), kept]);
    } catch {
      return; // No room: it goes as any other form.
    }
    event.preventDefault();
    form.reset();
    // Clears the draft and the warning; the topics are in their own order again.
    note.dispatchEvent(new Event("input", { bubbles: true }));
    wasJustSaved = true;
    document.getElementById("saved").replaceChildren();
    line.sendAll();
  });

  function announceProblem() {
    const problem = document.createElement("p");
    problem.className = "error";
    problem.textContent = announcer.textContent = form.dataset.blank;
    document.getElementById("saved").replaceChildren(problem);
  }

  form.querySelectorAll("[data-step]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const { people } = form.elements;
      const number = (Number(people.value) || 1) + Number(button.dataset.step);
      people.value = Math.min(99, Math.max(1, number));
      people.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });

  // --- While one types: what may tell who it was, and with a signal the likely topics first -----------

  const box = form.querySelector("#topics .chips");
  const chips = box ? [...box.children] : [];
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const placeWords = new Set(form.dataset.places.split(" "));
  const NAME = String.raw`\p{Lu}(?:['’]\p{Lu})?\p{Ll}+(?:-\p{Lu}\p{Ll}+)*`;
  const TITLE = "(?:Mrs?|Ms|Miss|Sra?|Srta|Officer|Ofc|Sergeant|Sgt|Detective|Det|Deputy|Lieutenant|Lt|Captain|Capt"
    + "|[Oo]ficial|[Ss]argento|[Ss]gto|[Tt]eniente|[Cc]apitán|[Dd]on|[Dd]oña)";
  const DETAILS = [
    /(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\b\d{3}[ .-]?)\d{3}[ .-]?\d{4}\b/g,
    /\b\d[A-Z]{3} ?\d{3}\b/gi, // California's plates, as 8ABC123.
    /\S+@\S+\.\w+/g,
    new RegExp(String.raw`(?<!\p{L})${TITLE}\.? ${NAME}(?: ${NAME})?`, "gu"),
  ];
  // Two capitalized words, but not Maple Court, and not "The Police" at the start of a sentence.
  const SEVERAL = new RegExp(String.raw`(?<!\p{L})${NAME}(?: ${NAME}){1,2}(?!\p{L})`, "gu");
  const smallWords = new Set(form.dataset.smallWords.split(" "));
  const isOfPerson = (name) => {
    const words = fold(name).split(" ");
    return !smallWords.has(words[0]) && !words.some((word) => placeWords.has(word));
  };

  function detailsHere(text) {
    const names = (text.match(SEVERAL) || []).filter(isOfPerson);
    return [...DETAILS.flatMap((pattern) => text.match(pattern) || []), ...names];
  }

  // What is being tapped must not move.
  let isTyping = false;
  document.addEventListener("pointerdown", ({ target }) => { isTyping = isTyping && target === note; });

  function bringForward(likely) {
    if (!box || !isTyping) return;
    box.replaceChildren(...new Set([...likely, ...chips]));
    box.scrollTop = 0;
  }

  const warning = document.getElementById("details");
  const saveWords = save.textContent;
  let details = [];
  function warn(found) {
    details = [...new Set(found)];
    warning.hidden = !details.length;
    warning.querySelector("b").textContent = details.join(", ");
    save.textContent = details.length ? save.dataset.anyway : saveWords;
    if (details.length) announcer.textContent = warning.querySelector("p").textContent;
  }

  const [question, isAboutOfficer] = ["officer-question", "about_officer"].map((id) => document.getElementById(id));
  isAboutOfficer.addEventListener("change", () => { question.hidden = true; });

  let pause;
  note.addEventListener("input", ({ isTrusted }) => {
    isTyping = true;
    const here = detailsHere(note.value);
    warn(here);
    clearTimeout(pause);
    if (!note.value) {
      question.hidden = true;
      bringForward([]);
    }
    if (note.value.trim() && navigator.onLine && isTrusted) pause = setTimeout(() => ask(note.value, here), 600);
  });

  async function ask(text, here) {
    const body = new URLSearchParams({ body: text, csrf_token: form.elements.csrf_token.value });
    const answer = await fetch(form.dataset.guesses, { method: "POST", body }).catch(() => null);
    if (!answer?.ok || answer.redirected || note.value !== text) return;
    const guessed = await answer.json();
    const byId = new Map(chips.map((chip) => [Number(chip.firstElementChild.value), chip]));
    bringForward(guessed.topics.map((id) => byId.get(id)).filter(Boolean));
    if (!isTyping) return;
    warn([...here, ...guessed.details]);
    question.hidden = isAboutOfficer.checked || !guessed.asks_about_officer;
    if (!question.hidden) announcer.textContent = question.querySelector("h2").textContent;
  }

  warning.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    for (const words of details) note.value = note.value.replaceAll(words, "[…]");
    note.dispatchEvent(new Event("input", { bubbles: true }));
    note.focus();
  });

  // --- Without a signal ----------------------------------------------------------------------------

  async function keepPage() {
    if (!await keepPages("coffeecop-staff", [location.pathname])) return;
    document.getElementById("keeps-working").hidden = false;
  }

  navigator.serviceWorker?.register("/sw.js").then(keepPage).catch(() => { /* No signal, or a private window. */ });
  sendNow.addEventListener("click", line.sendAll);
  // What was being written before a reload. A form that the server returned is newer.
  const draft = sessionStorage.getItem(storageKey);
  if (draft && !form.querySelector("[data-focus]")) fillIn(JSON.parse(draft));
  line.sendAll();
})();
