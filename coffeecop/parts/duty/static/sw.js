// An alert to who is on duty. Its link leads to a page of this site, whatever it says.
self.addEventListener("push", (event) => {
  const { title, body, url } = event.data.json();
  event.waitUntil(registration.showNotification(title, { body, data: url, tag: "duty", renotify: true }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { pathname, search } = new URL(event.notification.data, location.origin);
  event.waitUntil(clients.openWindow(pathname + search));
});
