// When an officer signs out, this phone forgets their notes that wait, and the page that is kept for them.
(() => {
  const forgetPage = () => window.caches?.delete("coffeecop-staff");
  // Who had a session that has ended.
  if (document.getElementById("sign-in-form")) forgetPage();

  document.addEventListener("submit", async (event) => {
    const { target: form } = event;
    const { unsent, notes } = form.dataset;
    if (!unsent) return;
    event.preventDefault();
    if (localStorage.getItem(notes) && !confirm(unsent)) return;
    localStorage.removeItem(notes);
    sessionStorage.removeItem(notes);
    await forgetPage();
    // What others have to forget first; some may fail in a private window.
    const forgetting = [];
    document.dispatchEvent(new CustomEvent("sign-out", { detail: forgetting }));
    await Promise.allSettled(forgetting);
    form.submit();
  });
})();
