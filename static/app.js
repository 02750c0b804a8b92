// What HTML and htmx cannot do: lead the focus, speak, copy, print, and say when something was not sent.
(() => {
  const announcer = document.getElementById("announcer");

  function announce(text) {
    announcer.textContent = "";
    // A screen reader hears a change, not the same words again.
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
    document.querySelectorAll("[data-print], [data-step]").forEach((button) => { button.hidden = false; });
    if (navigator.clipboard) {
      document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
    }
  }

  // On paper the code is worth more than a long address that somebody must type.
  async function printPage() {
    const code = document.querySelector("details img.qr");
    if (code) {
      code.closest("details").open = true;
      code.loading = "eager";
      await code.decode().catch(() => {}); // Without a signal the rest is printed.
    }
    print();
  }

  // A phone keeps pictures of this kind with its photos, and opens no drawing. Without the signal the link still leads to it.
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

  function step(button) {
    const box = button.parentElement.querySelector("input");
    const before = box.value;
    button.dataset.step > 0 ? box.stepUp() : box.stepDown();
    if (box.value === before) return;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    announce(box.value);
  }

  function notSent({ detail: { ctx } }) {
    const status = ctx.response?.status;
    if (status === 422) return; // The form comes back with its errors.
    const source = ctx.sourceElement;
    if (source.matches("[data-quiet]")) return; // Nobody asked for it, and nothing is lost.
    const form = source.closest("form");
    if (ctx.response?.raw.ok) location.assign(ctx.response.raw.url); // It was sent; only the answer broke off.
    else if (!form) location.assign(source.href); // A link goes where it leads, and the page says what is wrong.
    else {
      const template = document.getElementById(`not-sent-${status}`) || document.getElementById("not-sent");
      form.append(template.content.cloneNode(true));
      const message = form.lastElementChild;
      // The button was disabled while sending, which took the focus away.
      setTimeout(() => {
        (ctx.sourceEvent?.submitter || form.querySelector("[type=submit]"))?.focus();
        message.scrollIntoView({ block: "nearest" });
      });
    }
  }

  document.addEventListener("htmx:before:request", ({ target }) => {
    target.querySelectorAll(".not-sent").forEach((message) => message.remove());
  });
  document.addEventListener("htmx:error", (event) => { if (event.detail.ctx) notSent(event); });
  document.addEventListener("htmx:response:error", notSent);

  document.addEventListener("htmx:before:response", (event) => {
    const { response: { raw }, sourceElement } = event.detail.ctx;
    if (!raw.ok || !raw.redirected) return;
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

  document.addEventListener("htmx:after:settle", ({ detail: { newContent } }) => {
    const focus = find(newContent, "[data-focus]");
    const status = find(newContent, "[role=status]");
    focus?.focus();
    if (status && !status.contains(focus)) announce(status.textContent.trim());
    showButtons();
  });

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy], [data-print], [data-step]");
    if (!button) return;
    if ("print" in button.dataset) return printPage();
    if ("step" in button.dataset) return step(button);
    if (button.dataset.share && navigator.share) {
      return navigator.share({ title: button.dataset.share, url: button.dataset.copy }).catch(() => {}); // Thought better of it.
    }
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    announce(button.dataset.copied);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-picture]");
    if (!link) return;
    event.preventDefault();
    savePicture(link).catch(() => location.assign(link.href));
  });

  // A keyword that is ticked is a line in its box.
  document.addEventListener("change", ({ target }) => {
    const box = document.getElementById(target.dataset.lineOf);
    if (!box) return;
    const others = box.value.split("\n").filter((line) => line.trim() && line.trim() !== target.value);
    box.value = [...others, ...(target.checked ? [target.value] : [])].join("\n");
  });

  showButtons();
  document.querySelector(".error-summary[data-focus]")?.focus();
})();
