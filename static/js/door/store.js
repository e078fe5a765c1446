/* What the door keeps on a device: the list, the ticks that no server has yet, and copies of the page. Nothing else.
   Each step opens the database and closes it again, so that it can be deleted whatever else is open. */

const NAME = "door";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("lists", { keyPath: "path" });
      asked.result.createObjectStore("ticks", { keyPath: "uid" }).createIndex("path", "path");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/* One transaction: `work` asks within it, and all is kept, or nothing. */
async function within(mode, work) {
  const database = await opened();
  try {
    const transaction = database.transaction(["lists", "ticks"], mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const result = await work(transaction.objectStore("lists"), transaction.objectStore("ticks"));
    await done;
    return result;
  } finally {
    database.close();
  }
}

export function listOf(path) {
  return within("readonly", (lists) => answered(lists.get(path)));
}

export function keep(list) {
  return within("readwrite", (lists) => answered(lists.put(list)));
}

/* In the order in which they were made. */
export async function unsent(path) {
  const found = await within("readonly", (lists, ticks) => answered(ticks.index("path").getAll(path)));
  return found.sort((one, other) => one.made - other.made);
}

export function add(several) {
  return within("readwrite", (lists, ticks) => Promise.all(several.map((tick) => answered(ticks.put(tick)))));
}

/* These have arrived. One that was taken back while it was on its way has to go once more. */
export function forget(sent) {
  return within("readwrite", (lists, ticks) =>
    Promise.all(
      sent.map(async (tick) => {
        const now = await answered(ticks.get(tick.uid));
        if (now && now.back === tick.back) await answered(ticks.delete(tick.uid));
      }),
    ),
  );
}

/* Nothing of this list stays; with the last list on the device everything goes, the service worker too. */
export async function erase(path) {
  const left = await within("readwrite", async (lists, ticks) => {
    await answered(lists.delete(path));
    const uids = await answered(ticks.index("path").getAllKeys(path));
    await Promise.all(uids.map((uid) => answered(ticks.delete(uid))));
    return (await answered(lists.count())) + (await answered(ticks.count()));
  });
  if (!left) await answered(indexedDB.deleteDatabase(NAME));
  if (self.caches && (await caches.has(NAME))) {
    const cache = await caches.open(NAME);
    await cache.delete(path, { ignoreVary: true });
  }
  if (left) return;
  if (self.caches) await caches.delete(NAME);
  const registration = self.registration ?? (await navigator.serviceWorker?.getRegistration("/door/"));
  await registration?.unregister();
}

/* The page and what it is made of, so that it opens without a net. */
export async function copy(path, files) {
  const cache = await caches.open(NAME);
  await Promise.all([...new Set([path, "/door/closed/", ...files])].map((file) => cache.add(file)));
}

export async function renew(path, answer) {
  if (await caches.has(NAME)) await (await caches.open(NAME)).put(path, answer);
}

export async function copied(path) {
  return (await caches.has(NAME)) ? (await caches.open(NAME)).match(path, { ignoreVary: true }) : undefined;
}

export async function allCopies() {
  if (!(await caches.has(NAME))) return [];
  const cache = await caches.open(NAME);
  return Promise.all((await cache.keys()).map(async (request) => [request.url, await cache.match(request, { ignoreVary: true })]));
}
