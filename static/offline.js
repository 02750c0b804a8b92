// Saves drafts, so that text survives a lost connection, a reload and a crash of the tab.
(() => {
  const PREFIX = "draft:";

  // Not localStorage: on a shared phone the next person could read it.
  const store = (() => {
    try { return window.sessionStorage; } catch { return null; }
  })();

  const keyOf = (form) => `${PREFIX}${form.id}:${form.getAttribute("action")}`;
  const isChosenBefore = (field) => field.type === "hidden" && field.name === "topics";
  const kept = (field) => field.name && (field.type !== "hidden" || isChosenBefore(field)) && field.name !== "website";
  const changed = (field) => {
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.type === "radio" || field.type === "checkbox"
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue;
  };

  const fieldsOf = (form) => [...form.elements].filter(kept);
  const toldIn = (form) => fieldsOf(form).filter((field) => field.type === "radio" || field.type === "checkbox"
    ? field.checked : field.value).map((field) => [field.name, field.value]);

  function keep(form, given = false) {
    try {
      if (given || fieldsOf(form).some(changed)) store.setItem(keyOf(form), JSON.stringify(toldIn(form)));
      else store.removeItem(keyOf(form));
    } catch { /* Storage full or forbidden: the page still has the text. */ }
  }

  function fill(form, told) {
    for (const field of fieldsOf(form).filter((each) => !isChosenBefore(each))) {
      const values = told.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
      if (changed(field)) field.closest("details")?.setAttribute("open", "");
    }
    // Topics come with the guesses, which begin with those that were chosen.
    for (const [name, value] of told.filter(([each]) => each === "topics")) {
      if (form.querySelector(`[name=topics][value="${value}"]`)) continue;
      const field = document.createElement("input");
      form.querySelector("#guesses").append(Object.assign(field, { type: "hidden", name, value }));
    }
    // As if it had been typed here: what helps is asked for, and a reload loses nothing.
    const box = form.querySelector("textarea");
    const tell = () => box.dispatchEvent(new Event("input", { bubbles: true }));
    if (box?.value) document.addEventListener("htmx:after:process", tell, { once: true });
  }

  function bringBack(form) {
    const told = JSON.parse(store.getItem(keyOf(form)) || "null");
    if (!told) return;
    // Text in a form returned by the server is newer than the draft.
    if (fieldsOf(form).some(changed)) return;
    if (form.querySelector("[data-focus]")) return keep(form, true);
    fill(form, told);
  }

  // What is typed goes along to the same page in the other language, and is kept only until that is read.
  const CARRIED = "carried:";
  const forms = () => document.querySelectorAll("form[data-keep], form[data-carry]");
  const inAnyLanguage = (path) => path.replace(/^\/es\//, "/");
  const nameOf = (fold) => fold.parentElement.closest("[id]").id;

  function carry(form) {
    const folds = [...form.querySelectorAll("details[open]")].map(nameOf);
    const carried = { path: inAnyLanguage(location.pathname), told: toldIn(form), folds };
    try {
      if (folds.length || fieldsOf(form).some(changed)) store.setItem(CARRIED + form.id, JSON.stringify(carried));
      store.removeItem(keyOf(form));
    } catch { /* Storage full or forbidden. */ }
  }

  // "Yes, about an officer" is the officer's page with what was typed, which is kept nowhere any more.
  function carryToOfficerPage(event, url) {
    const { form } = event.target;
    const carried = { path: inAnyLanguage(url), told: [...toldIn(form), ["answer", "y"]], folds: [] };
    try {
      store.setItem(`${CARRIED}officer-form`, JSON.stringify(carried));
    } catch { return; /* Storage full: the server shows that page. */ }
    event.preventDefault();
    store.removeItem(keyOf(form));
    location.assign(url);
  }

  function putDown(form) {
    const carried = JSON.parse(store.getItem(CARRIED + form.id) || "null");
    store.removeItem(CARRIED + form.id);
    if (carried?.path !== inAnyLanguage(location.pathname)) return;
    fill(form, carried.told);
    for (const fold of form.querySelectorAll("details")) fold.open ||= carried.folds.includes(nameOf(fold));
  }

  const bringAllBack = () => document.querySelectorAll("form[data-keep]").forEach(bringBack);

  if (store) {
    document.addEventListener("input", ({ target }) => {
      if (target.form?.matches("[data-keep]")) keep(target.form);
    });
    // Only a success changes the URL.
    document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
      const { response: { raw }, sourceElement } = ctx;
      if (raw.ok && raw.redirected && sourceElement.matches("[data-keep]")) store.removeItem(keyOf(sourceElement));
    });
    // Answers that each tap has saved are no draft: the next person on this phone starts anew.
    document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
      const saved = ctx.response.raw.ok && document.getElementById(ctx.sourceElement.dataset.saves);
      if (!saved) return;
      saved.querySelectorAll("input").forEach((field) => { field.defaultChecked = field.checked; });
      keep(saved.closest("form"));
    });
    document.addEventListener("htmx:before:settle", bringAllBack);
    document.addEventListener("click", (event) => {
      if (event.target.closest(".bar-link[hreflang]")) forms().forEach(carry);
      if (event.target.dataset.officer) carryToOfficerPage(event, event.target.dataset.officer);
    });
    forms().forEach(putDown);
    bringAllBack();
  }

  const words = document.getElementById("announcer").dataset.offline;
  if (!words) return; // Staff pages are never cached.
  if (document.body.hasAttribute("data-offline")) {
    const message = document.createElement("p");
    message.className = "notice notice-warning";
    message.role = "status";
    message.textContent = words;
    document.getElementById("main").prepend(message);
  }
  navigator.serviceWorker?.register("/sw.js").catch(() => { /* May fail in a private window. */ });
})();
