// Single keys for the work with concerns. They can be turned off (WCAG 2.1.4), for this browser.
(() => {
  // The current view of a list may lie outside a phone's screen.
  document.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

  // A page that was asked for to be printed.
  if (document.querySelector("[data-print-now]")) addEventListener("load", () => print(), { once: true });

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
  // Where one ticks, J and K go from tick to tick, and X ticks, as in mail.
  const ticks = [...document.querySelectorAll(".pickable input")];
  // Kept in the address, for who opens a concern and comes back.
  const form = document.getElementById("picks");
  function keepTicks() {
    const ids = new FormData(form).getAll("like");
    form.querySelector("[data-picked]").textContent = ids.length;
    const address = new URL(location);
    address.searchParams.set("ticked", ids.join("-"));
    history.replaceState(null, "", address);
  }
  ticks.forEach((tick) => tick.addEventListener("change", keepTicks));
  document.querySelector("[data-pick-all]")?.addEventListener("click", (event) => {
    event.preventDefault();
    ticks.forEach((tick) => { tick.checked = true; });
    keepTicks();
  });
  const isOnTick = () => ticks.includes(document.activeElement);
  function goTo(step) {
    const ticked = ticks.filter(({ checked }) => checked);
    const here = ticks.indexOf(isOnTick() ? document.activeElement : ticked.pop());
    ticks[here + step]?.focus();
  }
  function pick() {
    if (ticks.length) {
      if (!isOnTick()) goTo(1);
      return document.activeElement.click();
    }
    const more = document.querySelector("#concern [data-key=x]");
    const list = document.querySelector("[data-pick]");
    if (!list) return more?.click();
    const open = document.activeElement.closest(".items a") || document.querySelector(".items [aria-current]");
    const address = new URL(list.href);
    address.searchParams.set("ticked", open?.pathname.split("/").pop() || "");
    location.assign(address);
  }

  const actions = {
    j: () => (ticks.length ? goTo(1) : follow(document.querySelector(".place") ? ".place [rel=next]" : ".items a")()),
    k: () => (ticks.length ? goTo(-1) : follow(".place [rel=prev]")()),
    x: pick,
    r: focusOn("#body"),
    "/": focusOn("#q"),
    "?": show,
  };

  // A letter that a page gives to one of its buttons; what opens takes the focus.
  function press(key) {
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    return button && (() => {
      button.click();
      button.closest("details")?.querySelector("input:not([type=hidden]), select")?.focus();
    });
  }

  // A long list beside the concern scrolls by itself: keep the place.
  document.querySelector(".list-column [aria-current=true]")?.scrollIntoView({ block: "nearest" });

  // At a desk the facts are open beside the text.
  const atDesk = matchMedia("(min-width: 60rem)").matches;
  function openFacts() {
    if (atDesk) document.querySelector("[data-open-at-desk]")?.setAttribute("open", "");
  }
  openFacts();

  // At a desk the first concern of a list is beside it at once.
  const pane = document.querySelector(".beside-list");
  const first = document.querySelector(".items a");
  if (pane && first && atDesk) {
    first.setAttribute("aria-current", "true");
    htmx.ajax("GET", first.href, { target: pane, swap: "outerHTML" }).then(() => {
      // The list has the heading of this page.
      const heading = document.querySelector("#concern > header h1");
      const lower = document.createElement("h2");
      lower.append(...heading.childNodes);
      heading.replaceWith(lower);
      openFacts();
    });
  }

  document.querySelectorAll("[data-keys]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", show);
  });
  // A menu closes as menus do.
  const menu = document.querySelector(".list-menu");
  const closeMenu = () => { if (menu) menu.open = false; };
  addEventListener("click", ({ target }) => { if (!menu?.contains(target) || target.closest("[data-keys]")) closeMenu(); });
  addEventListener("keydown", ({ key }) => { if (key === "Escape") closeMenu(); });
  switchBox.addEventListener("change", () => {
    localStorage.setItem(stored, switchBox.checked ? "on" : "off");
  });

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("textarea")) {
      // The first button, as a browser takes it for Enter in a line.
      return target.form.requestSubmit(target.form.querySelector("[type=submit]"));
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !isOn()) return;
    if (dialog.open || target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const act = actions[key.toLowerCase()] || press(key.toLowerCase());
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
