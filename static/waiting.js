// What waits on this device until the server has it: it goes out by itself, each once, also after a reload.
class NotTaken extends Error {} // The server answered, but not that it has this one; others may fare better.

// send(one) drops it when the server has it, or throws; show(trouble) is called after each round.
function waitingLine(storageKey, { send, show, showSending = () => {} }) {
  const read = () => JSON.parse(localStorage.getItem(storageKey) || "[]");
  const write = (all) => (all.length
    ? localStorage.setItem(storageKey, JSON.stringify(all)) : localStorage.removeItem(storageKey));
  const drop = (id) => write(read().filter((each) => each.id !== id));

  let isSending = false, isBack = false;
  async function sendAll() {
    if (isSending || !navigator.onLine) return show();
    isSending = true;
    isBack = false;
    showSending(read().length > 0);
    let trouble;
    const tried = new Set();
    // Read anew each time: another may have come meanwhile, or in another tab.
    const nextOne = () => read().find(({ id, refusal }) => !refusal && !tried.has(id));
    for (let next; (!trouble || trouble instanceof NotTaken) && (next = nextOne());) {
      tried.add(next.id);
      await send(next).catch((error) => { trouble = error; });
    }
    isSending = false;
    showSending(false);
    show(trouble);
    // The signal came back while an attempt still failed.
    if (isBack) await sendAll();
  }

  addEventListener("online", () => { isBack = isSending; sendAll(); });
  addEventListener("offline", () => show());
  return { read, write, drop, sendAll };
}

// Not a time: a phone's clock may be wrong.
const secondsSince = (moment) => Math.max(0, Math.round((Date.now() - moment) / 1000));

// Pages and their parts that work without a signal; they hold nobody's words. sw.js shows them. Returns whether it could.
async function keepPages(name, addresses) {
  const cache = await caches.open(name);
  const pages = await Promise.all(addresses.map((address) => fetch(address)));
  if (pages.some((page) => !page.ok || page.redirected)) return false;
  const parts = [...document.querySelectorAll("head script, head link[rel=stylesheet], head link[rel=icon]")]
    .map((part) => part.src || part.href);
  await cache.addAll(parts);
  await Promise.all(pages.map((page, place) => cache.put(addresses[place], page)));
  const kept = new Set([...parts, ...addresses.map((address) => new URL(address, location).href)]);
  for (const each of await cache.keys()) if (!kept.has(each.url)) await cache.delete(each);
  await navigator.serviceWorker.ready;
  return true;
}
