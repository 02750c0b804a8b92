// While a person writes: how many letters are left, and whether the page may ask for help and answers meanwhile.
(() => {
  const FEW = 500;
  const store = (() => {
    try { return window.sessionStorage; } catch { return null; }
  })();

  function countLetters(box) {
    const line = box.closest("form")?.querySelector("[data-letters]");
    if (!line) return;
    const left = line.dataset.letters - [...box.value.trim()].length;
    const isOver = left < 0;
    // Said aloud where something is to be done; each letter would be too much.
    line.ariaLive = isOver ? "polite" : "off";
    line.hidden = left > FEW;
    line.className = isOver ? "error" : "small";
    line.textContent = `${isOver ? line.dataset.over : line.dataset.left} ${Math.abs(left)}`;
  }

  // Only for this visit, and only where something is asked at all.
  let asks = store?.getItem("asks") !== "no";

  function show() {
    document.querySelectorAll("textarea").forEach(countLetters);
    document.querySelectorAll("[data-asks] input").forEach((box) => { box.checked = asks; });
  }

  document.addEventListener("input", ({ target }) => {
    if (target.matches("textarea")) countLetters(target);
    if (!target.closest("[data-asks]")) return;
    asks = target.checked;
    store?.setItem("asks", asks ? "yes" : "no");
  });
  // Said before the first letter goes out.
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches("textarea")) return;
    target.form?.querySelectorAll("[data-asks]").forEach((line) => { line.hidden = false; });
  });
  document.addEventListener("htmx:config:request", (event) => {
    if (!asks && event.target.matches("[hx-trigger$='from:#body']")) event.preventDefault();
  });
  document.addEventListener("htmx:after:settle", show);
  addEventListener("pageshow", show);
  show();
})();
