// A tablet that goes from hand to hand: each page takes the place of the one before, so that no way back leads to it,
// and a page that nobody touches gives way to the first one. What is sent without a network waits here, sealed for the
// server: who has the tablet next cannot read it.
(() => {
  const { start, seconds, sealingKey } = document.body.dataset;
  const WARNS_BEFORE = 30;
  const noNetwork = document.getElementById("no-network").content;
  let timers = [];
  const show = (id, isShown) => { document.getElementById(id).hidden = !isShown; };

  // As sw.js finds it.
  const isKept = (url) => window.caches?.match(url, { ignoreSearch: true, ignoreVary: true });

  async function open(url) {
    const options = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(10000) };
    const answer = await fetch(url, options).catch(() => null);
    const isOut = !answer || answer.status >= 500;
    if (answer?.ok || (isOut && await isKept(url))) return location.replace(url);
    // What was typed is gone, and the browser shows no page of its own.
    if (noNetwork.firstChild) document.getElementById("main").replaceChildren(noNetwork);
    show("closes-soon", false);
    timers.forEach(clearTimeout);
    timers = [setTimeout(open, 5000, start)];
  }

  // Before the listeners of others. A link to elsewhere would end the tablet's round.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hash) return;
    event.preventDefault();
    event.stopPropagation();
    open(link.href.startsWith(new URL(start, location).origin) ? link.href : start);
  }, true);

  function wait() {
    if (!noNetwork.firstChild) return;
    timers.forEach(clearTimeout);
    show("closes-soon", false);
    timers = [
      setTimeout(show, (seconds - WARNS_BEFORE) * 1000, "closes-soon", true),
      setTimeout(open, seconds * 1000, start),
    ];
  }
  if (seconds) {
    for (const type of ["pointerdown", "keydown", "input"]) document.addEventListener(type, wait);
    wait();
  } else {
    try { sessionStorage.clear(); } catch { /* It is forbidden, and so empty. */ }
    const pages = [...document.querySelectorAll("section[data-start]")].flatMap((section) => [
      section.dataset.start,
      ...[...section.querySelectorAll("a")].flatMap(({ href, dataset }) => [href, dataset.waits]),
    ]);
    navigator.serviceWorker?.register("/sw.js").then(() => keepPages("coffeecop-tablet", pages))
      .then((isDone) => show("keeps-working", isDone)).catch(() => { /* No network, or a private window. */ });
  }

  // --- What waits ----------------------------------------------------------------------------------

  const line = waitingLine("tablet", { send, show: showWaiting });

  let lastTry = {};

  async function send(entry) {
    const body = new URLSearchParams({ sealed: entry.sealed, seconds_ago: secondsSince(entry.at) });
    lastTry = { id: entry.id, answer: fetch(entry.url, { method: "POST", body, signal: AbortSignal.timeout(20000) }) };
    const answer = await lastTry.answer;
    // 422: it can never be taken, as of an event that is over, or by a server with another key.
    if (![204, 422].includes(answer.status)) throw new NotTaken(answer.status);
    line.drop(entry.id);
  }

  // On the page that says that one waits: it can be dropped here, and not be read.
  const stop = document.getElementById("stop");
  const isOwn = ({ id }) => id === location.hash.slice(1);

  stop?.addEventListener("click", async () => {
    const isHere = line.read().some(isOwn);
    line.drop(location.hash.slice(1));
    // What is on its way may arrive.
    const answer = isOwn(lastTry) ? await lastTry.answer.catch(() => null) : null;
    const isDropped = isHere && !answer?.ok;
    showWaiting();
    show("it-waits", false);
    show(isDropped ? "it-is-dropped" : "it-went", true);
  });

  function showWaiting() {
    if (stop) stop.hidden = !line.read().some(isOwn);
    const waits = document.getElementById("waits");
    const number = line.read().length;
    if (!waits) return;
    waits.hidden = !number;
    waits.textContent = number === 1 ? waits.dataset.one : waits.dataset.many.replace("#", number);
  }

  // sealing.py opens it, at this address alone.
  async function seal(text, url) {
    const { subtle } = crypto;
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const own = await subtle.generateKey(curve, false, ["deriveBits"]);
    const point = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
    const raw = Uint8Array.from(atob(sealingKey.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt());
    const server = await subtle.importKey("raw", raw, curve, false, []);
    const shared = await subtle.deriveBits({ name: "ECDH", public: server }, own.privateKey, 256);
    const secret = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const encoder = new TextEncoder();
    const derivation = { name: "HKDF", hash: "SHA-256", salt: point, info: encoder.encode("sealing") };
    const key = await subtle.deriveKey(derivation, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = encoder.encode(new URL(url, location).pathname);
    const words = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, encoder.encode(text)));
    const sealed = Array.from([...point, ...iv, ...words], (byte) => String.fromCharCode(byte));
    return btoa(sealed.join("")).replaceAll("+", "-").replaceAll("/", "_");
  }

  // Throws where there is no room, or no page to say so.
  async function keep(form) {
    if (!await isKept(form.dataset.waits)) throw new Error("no page");
    const sealed = await seal(new URLSearchParams(new FormData(form)).toString(), form.dataset.waits);
    const entry = { id: form.elements.entry_key.value, url: form.dataset.waits, at: Date.now(), sealed };
    localStorage.setItem("tablet", JSON.stringify([...line.read(), entry]));
    location.replace(`${form.dataset.waits}#${entry.id}`);
  }

  // A page of its own, or one that was kept: what is written on it twice is two.
  addEventListener("submit", ({ target: form }) => {
    if (!form.dataset.waits || form.elements.entry_key) return;
    const key = document.createElement("input");
    form.append(Object.assign(key, { type: "hidden", name: "entry_key", value: crypto.randomUUID() }));
  }, true);

  // What the server would send back: later nobody is there to mend it. A browser would say so in its own language.
  function isComplete(form) {
    const { body } = form.elements;
    if (body) body.value = body.value.trim();
    form.querySelector(".error-summary")?.remove();
    for (const box of form.querySelectorAll("[data-wrong]")) {
      const isWrong = !box.validity.valid && box.checkVisibility();
      const place = box.closest(".field");
      place.querySelector(".error:not([data-letters])")?.remove();
      place.classList.toggle("field-invalid", isWrong);
      box.ariaInvalid = isWrong;
      const error = { className: "error", role: "alert", textContent: box.dataset.wrong };
      if (isWrong) box.before(Object.assign(document.createElement("p"), error));
    }
    // A line below the box says so already.
    const isTooLong = body && [...body.value].length > form.querySelector("[data-letters]").dataset.letters;
    const wrong = isTooLong ? body : form.querySelector("[aria-invalid=true]");
    wrong?.focus();
    return !wrong;
  }

  // Before app.js says that it was not sent, which is so where it cannot be kept.
  function keepInstead(event) {
    const { ctx } = event.detail;
    const form = ctx?.sourceElement;
    // Another status may be of a network that wants a sign-in, or of a proxy.
    const isOut = ![403, 404, 413, 429].includes(ctx?.response?.status) && !ctx?.response?.raw.ok;
    if (!form?.dataset.waits || !isOut || !crypto.subtle || form.elements.website.value) return;
    event.stopImmediatePropagation();
    if (isComplete(form)) keep(form).catch(() => {
      delete form.dataset.waits;
      event.target.dispatchEvent(new CustomEvent(event.type, { bubbles: true, detail: event.detail }));
    });
  }
  for (const type of ["htmx:error", "htmx:response:error"]) addEventListener(type, keepInstead, true);

  const sendAll = () => line.sendAll().catch(() => { /* Storage is forbidden: nothing waits. */ });
  setInterval(sendAll, 20000); // A weak signal comes back without a word.
  sendAll();

  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
})();
