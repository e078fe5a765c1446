/* The service worker of the door. It opens the page where there is no net, and sees to it that nothing stays when the
   days of a list are over, or its link was taken back. */

import { exchange } from "./sending.js";
import { allCopies, copied, erase, renew } from "./store.js";

const PATIENCE = 8000; // milliseconds
const LIST = /^\/door\/\d+-[^/]+\/$/;
const leaving = new Map(); // what the last page is made of, in memory only

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return;
  if (request.mode === "navigate" && LIST.test(pathname)) event.respondWith(page(request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function page(request, path) {
  let answer;
  try {
    answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    // no net
  }
  if (answer?.status === 404 || answer?.status === 410) {
    await exchange(path).catch(() => "");
    await erase(path);
    return answer;
  }
  if (answer?.ok) {
    if (!new URL(request.url).search) await renew(path, answer.clone());
    return answer;
  }
  const kept = await copied(path);
  if (!kept) return answer ?? Response.error();
  if (Date.now() < Number(kept.headers.get("X-Door-Until"))) return kept;
  for (const [url, copy] of await allCopies()) leaving.set(new URL(url).pathname, copy);
  await erase(path);
  return leaving.get("/door/closed/") ?? Response.error();
}

async function file(request) {
  const { pathname } = new URL(request.url);
  return (await copied(pathname)) ?? leaving.get(pathname)?.clone() ?? fetch(request);
}
