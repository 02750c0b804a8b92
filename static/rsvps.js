// Remembers on this phone that an RSVP was sent, so that the page of its event leads back to it instead of taking a
// second one. The server learns nothing of it; the event's end or one tap forgets it.
(() => {
  const PREFIX = "rsvp:";
  const store = (() => {
    try { return window.localStorage; } catch { return null; }
  })();
  if (!store) return;

  const read = (key) => JSON.parse(store.getItem(key) || "null");

  function forgetEnded() {
    for (const key of Object.keys(store).filter((each) => each.startsWith(PREFIX))) {
      if (Date.parse(read(key).until) < Date.now()) store.removeItem(key);
    }
  }

  function remember() {
    const { rsvp } = document.querySelector("[data-rsvp]")?.dataset || {};
    if (!rsvp) return;
    const { event, token, size } = JSON.parse(rsvp);
    const key = PREFIX + event;
    try {
      if (size) store.setItem(key, rsvp);
      else if (read(key)?.token === token) store.removeItem(key);
    } catch { /* Storage full or forbidden: the link is still in the address bar. */ }
  }

  function show() {
    const own = document.getElementById("own-rsvp");
    if (!own) return;
    const kept = read(PREFIX + own.dataset.event);
    own.hidden = !kept;
    own.nextElementSibling.hidden = Boolean(kept);
    if (!kept) return;
    const { one, many, other } = own.dataset;
    const coming = kept.size > 1 ? many.replace("#", kept.size) : one;
    // Kept by 1.1 or 1.2 of who waited for seats: their page tells what they have now.
    own.querySelector("h2").textContent = kept.waits ? other : coming;
    const page = `rsvps/${kept.token}${kept.waits ? "" : "/change"}`;
    own.querySelector("a").href = location.pathname.replace(/events\/.*/, page);
    own.querySelector("button").onclick = () => {
      store.removeItem(PREFIX + own.dataset.event);
      show();
      own.nextElementSibling.querySelector("a, button")?.focus();
    };
  }

  function look() {
    forgetEnded();
    remember();
    show();
  }

  document.addEventListener("htmx:after:settle", look);
  addEventListener("pageshow", look);
  look();
})();
