// When an officer signs out, this phone forgets their notes that wait, and the page that is kept for them.
{
  const forgetPage = () => window.caches?.delete("coffeecop-staff");
  // Who had a session that has ended.
  if (document.getElementById("sign-in-form")) forgetPage();

  document.addEventListener("sign-out", (event) => {
    const { member, unsent } = event.target.dataset;
    const notes = `capture:${member}`;
    if (localStorage.getItem(notes) && !confirm(unsent)) {
      event.preventDefault();
      return event.stopImmediatePropagation();
    }
    localStorage.removeItem(notes);
    sessionStorage.removeItem(notes);
    event.detail.push(forgetPage());
  });
}
