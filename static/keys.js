// Single keys for the work with concerns. They can be turned off (WCAG 2.1.4), for this browser.
(() => {
  // The current view of a list may lie outside a phone's screen.
  document.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

  const dialog = document.getElementById("keys");
  if (!dialog) return;
  const stored = "keys";
  const isOn = () => localStorage.getItem(stored) !== "off";
  const switchBox = dialog.querySelector("[data-keys-on]");

  function show() {
    switchBox.checked = isOn();
    dialog.showModal();
  }

  const follow = (selector) => () => document.querySelector(selector)?.click();
  const focusOn = (selector) => () => document.querySelector(selector)?.focus();
  const actions = {
    j: () => follow(document.querySelector(".place") ? ".place [rel=next]" : ".items a")(),
    k: follow(".place [rel=prev]"),
    e: follow("[data-key=e]"),
    r: focusOn("#body"),
    "/": focusOn("#q"),
    "?": show,
  };

  // A long list beside the concern scrolls by itself: keep the place.
  document.querySelector(".list-column [aria-current=true]")?.scrollIntoView({ block: "nearest" });

  // At a desk the first concern of a list is beside it at once.
  const pane = document.querySelector(".beside-list");
  const first = document.querySelector(".items a");
  if (pane && first && matchMedia("(min-width: 60rem)").matches) {
    first.setAttribute("aria-current", "true");
    htmx.ajax("GET", first.href, { target: pane, swap: "outerHTML" }).then(() => {
      // The list has the heading of this page.
      const heading = document.querySelector("#concern > header h1");
      const lower = document.createElement("h2");
      lower.append(...heading.childNodes);
      heading.replaceWith(lower);
    });
  }

  document.querySelectorAll("[data-keys]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", show);
  });
  switchBox.addEventListener("change", () => {
    localStorage.setItem(stored, switchBox.checked ? "on" : "off");
  });

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !isOn()) return;
    if (dialog.open || target.closest("input, textarea, select, [contenteditable]")) return;
    const act = actions[key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
