// When an officer signs out, this phone forgets what it kept for them. Parts hear of it: they add what to wait for, or
// prevent it for who wants to stay.
document.addEventListener("submit", async (event) => {
  const { target: form } = event;
  if (!form.dataset.unsent) return;
  event.preventDefault();
  const forgetting = [];
  if (!form.dispatchEvent(new CustomEvent("sign-out", { detail: forgetting, bubbles: true, cancelable: true }))) return;
  // Some may fail in a private window.
  await Promise.allSettled(forgetting);
  form.submit();
});
