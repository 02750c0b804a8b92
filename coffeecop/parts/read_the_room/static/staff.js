// Reading the room: counts the ticks, and keeps "The rest says something else" four texts behind the last one.
(() => {
  const ENDS_AFTER = 4;

  function settle(form) {
    const done = form.querySelector("[data-one]");
    if (!done) return; // Nothing has a name yet.
    const rows = [...form.querySelectorAll("[data-text]")];
    const isTicked = rows.map((row) => row.querySelector("input").checked);
    const number = isTicked.filter(Boolean).length + Number(done.dataset.more);
    done.textContent = number === 1 ? done.dataset.one : done.dataset.many.replace("#", number);
    form.querySelector("[aria-current] .number").textContent = number;
    const rest = form.querySelector("[data-rest]");
    const last = rows[isTicked.lastIndexOf(true) + ENDS_AFTER];
    rest.hidden = !last || last === rows.at(-1);
    if (rest.hidden) return;
    last.after(rest);
    rest.querySelector("button").value = last.dataset.text;
  }

  const settleAll = () => document.querySelectorAll("#room-form").forEach(settle);

  document.addEventListener("change", ({ target }) => {
    if (target.name !== "ticked") return;
    const { top } = target.getBoundingClientRect();
    settle(target.form);
    // What was tapped stays under the finger.
    scrollBy({ top: target.getBoundingClientRect().top - top, behavior: "instant" });
  });
  document.addEventListener("htmx:after:settle", settleAll);
  addEventListener("pageshow", settleAll);
})();
