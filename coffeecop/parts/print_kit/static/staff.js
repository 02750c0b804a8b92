// Enter sends a text that is written in one line; Shift+Enter begins a new one.
document.addEventListener("keydown", (event) => {
  const { target, key, shiftKey, isComposing } = event;
  if (key !== "Enter" || shiftKey || isComposing || !target.matches("[data-enter-sends]")) return;
  event.preventDefault();
  target.form.requestSubmit();
});
