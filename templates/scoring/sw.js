{% autoescape off %}// The portal without a network: own files and two pages without a person in them. Pages of people are never kept.
"use strict";
const CACHE = "paritrana-{{ version }}";
const SHELL = "{{ shell }}";
const CHECKER = "{{ checker }}";
const FILES = {{ files }};
const PATIENCE = 8000; // a Wi-Fi that answers nothing is no network

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES);
    await cache.addAll([SHELL, CHECKER].map((url) => new Request(url, { credentials: "omit", cache: "reload" })));
    await self.skipWaiting();
  })());
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("paritrana-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

const kept = (url) => caches.open(CACHE).then((cache) => cache.match(url));
// A sheet that the shell can show keeps nobody waiting; other pages have their time.
const SHEET = /\/penilaian\/((\d+|latihan)\/)?$/;
const page = async (request) => {
  const { pathname } = new URL(request.url);
  const sheet = SHEET.test(pathname);
  const paper = pathname.startsWith("/cek/");
  const cut = new AbortController();
  const impatient = sheet ? setTimeout(() => cut.abort(), PATIENCE) : 0;
  try {
    const answer = await (sheet ? fetch(request, { signal: cut.signal }) : fetch(request));
    return sheet && answer.status >= 502 ? kept(SHELL) : answer;
  } catch {
    return kept(paper ? CHECKER : SHELL);
  } finally {
    clearTimeout(impatient);
  }
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(url.pathname)) event.respondWith(kept(url.pathname).then((found) => found || fetch(request)));
});
{% endautoescape %}
