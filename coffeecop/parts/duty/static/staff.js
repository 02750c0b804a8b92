// Turns alerts on a phone on and off: the browser asks the person, and gives what the server needs to reach it.
(() => {
  const KEY = "phone";
  const canRing = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  // The form in the header, which knows who is signed in, and in which session.
  const own = document.querySelector("form[data-session]");
  const { notes, session } = own?.dataset || {};

  function show() {
    const form = document.querySelector("[data-phone-on]");
    if (!form || !canRing) return;
    form.hidden = false;
    document.querySelector("[data-phone-missing]").hidden = true;
  }

  const refused = (form) => { form.querySelector("[role=alert]").hidden = false; };
  const manager = async () => (await navigator.serviceWorker.getRegistration())?.pushManager;

  async function turnOn(form) {
    if (await Notification.requestPermission() !== "granted") return refused(form);
    await navigator.serviceWorker.register("/sw.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    // One that is left was made for another key, or for somebody else who used this phone.
    await (await pushManager.getSubscription())?.unsubscribe();
    const options = { userVisibleOnly: true, applicationServerKey: form.dataset.phoneOn };
    const { endpoint, keys } = (await pushManager.subscribe(options)).toJSON();
    for (const [name, value] of Object.entries({ endpoint, ...keys })) form.elements[name].value = value;
    localStorage.setItem(KEY, JSON.stringify({ notes, session }));
    form.submit();
  }

  async function turnOff() {
    localStorage.removeItem(KEY);
    await (await (await manager())?.getSubscription())?.unsubscribe();
  }

  // The alerts went with the session, after two weeks or for a new password; in the next one they go on.
  async function goOn() {
    const before = JSON.parse(localStorage.getItem(KEY) || "null");
    if (!before || !own || before.session === session) return;
    const subscription = before.notes === notes && await (await manager())?.getSubscription();
    if (!subscription) return turnOff();
    const { endpoint, keys } = subscription.toJSON();
    const body = new URLSearchParams({ endpoint, ...keys, csrf_token: own.elements.csrf_token.value });
    const answer = await fetch("/staff/account/phone", { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect") return turnOff();
    localStorage.setItem(KEY, JSON.stringify({ notes, session }));
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
  // The server ends the alerts to this phone; this tells the browser too.
  document.addEventListener("sign-out", ({ detail }) => detail.push(turnOff()));
  document.addEventListener("htmx:after:settle", show);
  show();
  if (canRing) goOn().catch(() => {});
})();
