// A tablet that goes from hand to hand: each page takes the place of the one before, so that no way back leads to it,
// and a page that nobody touches gives way to the first one. Nothing is kept here, also not without a network.
(() => {
  const { start, seconds } = document.body.dataset;
  const WARNS_BEFORE = 30;
  const show = (id, isShown) => { document.getElementById(id).hidden = !isShown; };

  async function open(url) {
    try {
      const answer = await fetch(url, { method: "HEAD", cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      location.replace(url);
    } catch {
      // What was typed is gone, and the browser shows no page of its own.
      document.getElementById("main").replaceChildren();
      show("closes-soon", false);
      show("no-network", true);
      setTimeout(open, 5000, start);
    }
  }

  // Before the listeners of others. A link to elsewhere would end the tablet's round.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hash || link.protocol === "tel:" || link.protocol === "sms:") return;
    event.preventDefault();
    event.stopPropagation();
    open(link.href.startsWith(new URL(start, location).origin) ? link.href : start);
  }, true);

  let timers = [];
  function wait() {
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
  }

  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
})();
