// Counting at the door. Taps wait in line, each with its own key, until the server has them: one whose answer
// was lost is sent again with that key and counts once. Several phones count, so the number is asked for again.
(() => {
  document.querySelectorAll("[data-full-screen]").forEach((button) => {
    button.parentElement.hidden = !document.fullscreenEnabled;
    button.addEventListener("click", () => document.getElementById(button.dataset.fullScreen).requestFullscreen());
  });

  const form = document.getElementById("tap-form");
  if (!form) return;
  const RETRY_AFTER = 3000;
  const LOOK_EVERY = 4000;
  const LONGEST_WAIT = 10000;
  const count = document.getElementById("arrival-count");
  const undoForm = document.getElementById("undo-form");
  const heads = document.querySelector("#heads[data-tapped]");
  const noSignal = document.getElementById("taps-waiting");
  // Kept over a reload.
  const line = JSON.parse(sessionStorage.getItem(form.action) || "[]");
  let version = "";
  let isSending = false;

  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  // Asks for the number alone, as htmx does.
  const ask = (address, options) => fetch(address, {
    ...options,
    headers: { "HX-Request": "true", ...options.headers },
    signal: AbortSignal.timeout(LONGEST_WAIT),
  });

  function show() {
    sessionStorage.setItem(form.action, JSON.stringify(line));
    const number = count.querySelector("[data-number]");
    const waiting = line.reduce((people, tap) => people + (tap.fields.people || 0), 0);
    number.textContent = Number(number.dataset.number) + waiting;
    const undo = count.querySelector("button");
    undo.disabled = !undo.value && !line.length;
    // What is suggested for afterwards, until somebody writes another number.
    if (heads && heads.value === heads.defaultValue) heads.setAttribute("value", Number(number.textContent) || "");
  }

  async function put(answer) {
    const html = await answer.text();
    version = answer.headers.get("ETag");
    count.innerHTML = html;
    if (!count.querySelector("button")) return location.reload(); // The time to count is over.
    show();
  }

  async function send() {
    if (isSending || !line.length) return;
    isSending = true;
    try {
      const { url, fields } = line[0];
      // Which tap is the last is known once those before have been sent.
      if (!fields.key) fields.arrival_id ??= count.querySelector("button").value;
      show();
      // The page may be a newer one than that of the tap.
      const body = new URLSearchParams({ ...fields, csrf_token: form.elements.csrf_token.value });
      const answer = await ask(url, { method: "POST", body });
      if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
      // Signed out, or no longer counting: the page says so. Who is signed out finds the taps again later.
      if (answer.status !== 403) line.shift();
      if (!answer.ok) return show(), location.reload();
      noSignal.hidden = true;
      await put(answer);
      document.getElementById("announcer").textContent = count.querySelector("p").textContent;
    } catch {
      noSignal.hidden = false;
      return setTimeout(send, RETRY_AFTER);
    } finally {
      isSending = false;
    }
    send();
  }

  function wait(url, fields) {
    line.push({ url, fields });
    show();
    send();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    wait(form.action, { people: Number(event.submitter.value), key: newKey() });
  });

  undoForm.addEventListener("submit", (event) => {
    event.preventDefault();
    const isUnsent = line.at(-1)?.fields.key && !(isSending && line.length === 1);
    if (!isUnsent) return wait(undoForm.action, {});
    line.pop();
    show();
  });

  async function look() {
    if (document.hidden || line.length) return;
    const known = version;
    try {
      const answer = await ask(form.action, { headers: { "If-None-Match": known } });
      // A tap that was counted meanwhile is newer.
      if (answer.status === 304 || line.length || version !== known) return;
      if (!answer.ok) return location.reload();
      await put(answer);
    } catch { /* No signal: the next look may have one. */ }
  }

  setInterval(look, LOOK_EVERY);
  document.addEventListener("visibilitychange", look);
  show();
  send();
})();
