// What HTML and htmx cannot do: move focus, announce changes, copy, print, and report failed requests.
(() => {
  const announcer = document.getElementById("announcer");

  function announce(text) {
    announcer.textContent = "";
    // Screen readers announce changes only, so clear it first.
    setTimeout(() => { announcer.textContent = text; }, 50);
  }

  function find(roots, selector) {
    for (const root of roots) {
      const found = root.matches?.(selector) ? root : root.querySelector?.(selector);
      if (found) return found;
    }
  }

  // These buttons do nothing without this script, so they come hidden. Without it a browser must also
  // not fill in again what the last person typed; see "pageshow".
  function showButtons() {
    document.querySelectorAll("[data-autocomplete]").forEach((box) => { box.autocomplete = box.dataset.autocomplete; });
    document.querySelectorAll("[data-print]").forEach((button) => { button.parentElement.hidden = false; });
    if (navigator.clipboard) {
      document.querySelectorAll("[data-copy]").forEach((button) => { button.parentElement.hidden = false; });
    }
  }

  // Phones save PNG among the photos but cannot open SVG. On failure the link to the SVG remains.
  async function savePicture(link) {
    const drawing = new Image();
    drawing.src = link.href;
    await drawing.decode();
    const canvas = document.createElement("canvas");
    canvas.width = drawing.naturalWidth;
    canvas.height = drawing.naturalHeight;
    canvas.getContext("2d").drawImage(drawing, 0, 0);
    const saved = document.createElement("a");
    saved.href = canvas.toDataURL("image/png");
    saved.download = link.dataset.picture;
    saved.click();
  }

  function notSent({ detail: { ctx } }) {
    const status = ctx.response?.status;
    if (status === 422) return; // The response is the form with its errors.
    const source = ctx.sourceElement;
    // A background request, or a form that was sent by itself: nothing is lost.
    if (source.matches("[data-quiet]") || ctx.sourceEvent?.type === "load") return;
    const form = source.closest("form");
    if (ctx.response?.raw.ok) location.assign(ctx.response.raw.url); // The request succeeded; only the swap failed.
    else if (!form) location.assign(source.href); // Navigate, so that the error page is shown.
    else {
      const words = announcer.dataset;
      const message = document.createElement("p");
      message.className = "notice notice-error not-sent";
      message.role = "alert";
      message.textContent = form.dataset.notSent || words[`notSent-${status}`] || words.notSent;
      form.append(message);
      const submitter = ctx.sourceEvent?.submitter || form.querySelector("[type=submit]");
      if (!status && words.sendLater && form.matches("[data-keep], [data-will-send]")) sendLater(form, message, submitter);
      if (mayRetry.has(form)) return;
      // Disabling the button during the request removed its focus.
      setTimeout(() => {
        submitter?.focus();
        message.scrollIntoView({ block: "nearest" });
      });
    }
  }

  // The person says once that the form may be sent when there is a signal; where one tap sends, the tap said it. Its
  // form key makes one of two.
  const mayRetry = new WeakSet();
  let retry;
  const retryNow = () => { retry?.(); };
  addEventListener("online", retryNow);

  function sendLater(form, message, submitter) {
    const wait = () => {
      message.textContent = form.dataset.willSend || announcer.dataset.willSend;
      retry = () => { if (form.isConnected) form.requestSubmit(submitter); };
      setTimeout(retryNow, 20000); // A weak signal comes back without a word.
    };
    if (form.dataset.willSend) mayRetry.add(form);
    if (mayRetry.has(form)) return wait();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-secondary";
    button.textContent = announcer.dataset.sendLater;
    button.addEventListener("click", () => {
      mayRetry.add(form);
      wait();
      submitter?.focus();
    });
    message.append(" ", button);
  }

  document.addEventListener("htmx:before:request", ({ target }) => {
    target.querySelectorAll(".not-sent").forEach((message) => message.remove());
    if (target.matches("[data-keep], [data-will-send]")) retry = null;
  });
  document.addEventListener("htmx:error", (event) => { if (event.detail.ctx) notSent(event); });
  document.addEventListener("htmx:response:error", notSent);

  // What is guessed while a person writes may come late. It must then not move what they are tapping by now,
  // nor take the focus or an answer that they gave meanwhile. A finger that only scrolls does not count.
  let touched;
  for (const type of ["pointerdown", "focusin", "input"]) {
    document.addEventListener(type, ({ target }) => { touched = target; });
  }
  document.addEventListener("pointercancel", () => { touched = document.activeElement; });
  const comesLate = ({ sourceElement }) => sourceElement.matches("[data-quiet]") && touched?.name !== "body";

  // "More topics" stays as the person left it; several answers may come at once.
  const wereOpen = new WeakSet();
  document.addEventListener("htmx:before:swap", ({ detail: { ctx: { sourceElement, target } } }) => {
    const isOpen = sourceElement.matches("[data-quiet]") && target.querySelector("details[open]");
    if (isOpen) wereOpen.add(target);
    else wereOpen.delete(target);
  });

  document.addEventListener("htmx:before:response", (event) => {
    if (comesLate(event.detail.ctx)) return event.preventDefault();
    const { response: { raw }, sourceElement } = event.detail.ctx;
    if (!raw.ok || !raw.redirected) return;
    if (sourceElement.matches("[data-replace]")) {
      event.preventDefault();
      return location.replace(raw.url);
    }
    sessionStorage.setItem("sent", `${location.pathname} ${sourceElement.id}`);
    if (!sourceElement.matches("[data-new-page]")) return;
    event.preventDefault();
    location.assign(raw.url);
  });

  // Going back, a browser fills in again what was typed; what was sent is not for who has the phone next.
  addEventListener("pageshow", () => {
    const [path, id] = (sessionStorage.getItem("sent") || "").split(" ");
    if (path !== location.pathname) return;
    sessionStorage.removeItem("sent");
    document.getElementById(id)?.reset?.();
  });

  document.addEventListener("htmx:after:settle", ({ target, detail: { newContent } }) => {
    const focus = find(newContent, "[data-focus]");
    const status = find(newContent, "[role=status]");
    if (wereOpen.has(target)) find(newContent, "details")?.setAttribute("open", "");
    focus?.focus();
    if (status && !status.contains(focus)) announce(status.textContent.trim());
    showButtons();
  });

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy], [data-print]");
    if (!button) return;
    if ("print" in button.dataset) return print();
    if (button.dataset.share && navigator.share) {
      return navigator.share({ title: button.dataset.share, url: button.dataset.copy }).catch(() => {}); // The user cancelled.
    }
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("span").textContent = button.dataset.copied;
    announce(button.dataset.copied);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-picture]");
    if (!link) return;
    event.preventDefault();
    savePicture(link).catch(() => location.assign(link.href));
  });

  // The way back then leads past this page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-leave]");
    if (!link) return;
    event.preventDefault();
    location.replace(link.href);
  });

  showButtons();
  (document.querySelector("[role=alert][data-focus]") || document.querySelector("[aria-invalid=true], fieldset.field-invalid"))?.focus();
})();
