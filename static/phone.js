// Turns alerts on a phone on and off: the browser asks the person, and gives what the server needs to reach it.
(() => {
  const canRing = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  function show() {
    const form = document.querySelector("[data-phone-on]");
    if (!form || !canRing) return;
    form.hidden = false;
    document.querySelector("[data-phone-missing]").hidden = true;
  }

  const refused = (form) => { form.querySelector("[role=alert]").hidden = false; };

  async function turnOn(form) {
    if (await Notification.requestPermission() !== "granted") return refused(form);
    await navigator.serviceWorker.register("/sw.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    // One that is left was made for another key, or for somebody else who used this phone.
    await (await pushManager.getSubscription())?.unsubscribe();
    const options = { userVisibleOnly: true, applicationServerKey: form.dataset.phoneOn };
    const { endpoint, keys } = (await pushManager.subscribe(options)).toJSON();
    Object.assign(form.elements.endpoint, { value: endpoint });
    Object.assign(form.elements.p256dh, { value: keys.p256dh });
    Object.assign(form.elements.auth, { value: keys.auth });
    form.submit();
  }

  async function turnOff() {
    const registration = await navigator.serviceWorker?.getRegistration();
    await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  }

  document.addEventListener("submit", (event) => {
    const { target: form } = event;
    if ("phoneOn" in form.dataset) {
      event.preventDefault();
      turnOn(form).catch(() => refused(form));
    } else if ("phoneOff" in form.dataset) {
      event.preventDefault();
      turnOff().catch(() => {}).finally(() => form.submit());
    }
  });
  document.addEventListener("htmx:after:settle", show);
  show();
})();
