(() => {
  // What was tapped before this script came counts without one more tap. On a reload or Back the browser may have
  // filled in what was sent already.
  const { type } = performance.getEntriesByType("navigation")[0] || {};
  const tapped = type === "navigate" && document.querySelector("#ratings :checked");
  if (tapped) {
    const tell = () => tapped.dispatchEvent(new Event("change", { bubbles: true }));
    document.addEventListener("htmx:after:process", tell, { once: true });
  }
})();
