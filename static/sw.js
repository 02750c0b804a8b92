// Caches the last event page for offline use. Never receipts, RSVPs or staff pages, but those that keep themselves,
// without anybody's words. No background sync: people must see whether a form was sent.
const CACHE = "coffeecop";
const PAGE = /^\/(en|(es\/)?(events\/[^/.]+)?)$/;
// Paths of pages that keep themselves (waiting.js); parts add theirs.
const KEEP_THEMSELVES = [];
const ASSET = /^\/static\/(.+)\.[0-9a-f]{10}(\.\w+)$/;

// No clients.claim(): a request in progress must not change hands. With static routing, where
// supported, POSTs do not wait for the worker to start.
self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" });
  // The first page was there before this worker.
  event.waitUntil(keepOpenPages().catch(() => {}));
});

async function keepOpenPages() {
  const cache = await caches.open(CACHE);
  for (const { url } of await clients.matchAll({ includeUncontrolled: true, type: "window" })) {
    const answer = PAGE.test(new URL(url).pathname) && await fetch(url);
    if (answer?.ok && !answer.redirected) await cache.put(url, answer);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(request, pathname));
  else if (request.mode === "navigate" && KEEP_THEMSELVES.some((path) => path.test(pathname))) event.respondWith(keptPage(request));
  else if (ASSET.test(pathname)) event.respondWith(asset(request, pathname));
});

async function page(request, pathname) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await keep(cache, request, answer.clone(), (path) => PAGE.test(path));
    return answer;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (!kept) throw error;
    const html = (await kept.text()).replace("<body", "<body data-offline");
    return new Response(html, { headers: kept.headers });
  }
}

async function keptPage(request) {
  const answer = await fetch(request).catch(() => Response.error());
  if (answer.type !== "error" && answer.status < 500) return answer;
  return await caches.match(request, { ignoreSearch: true, ignoreVary: true }) || answer;
}

async function asset(request, pathname) {
  const cache = await caches.open(CACHE);
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  const [, stem, ending] = pathname.match(ASSET);
  const older = (path) => {
    const [, otherStem, otherEnding] = path.match(ASSET) || [];
    return otherStem === stem && otherEnding === ending;
  };
  if (answer.ok) await keep(cache, request, answer.clone(), older);
  return answer;
}

// Replaces the previous page, so that the cache stays small.
async function keep(cache, request, answer, replaces) {
  for (const other of await cache.keys()) {
    if (replaces(new URL(other.url).pathname)) await cache.delete(other);
  }
  await cache.put(request, answer);
}
