/* On the page that says that a list is over: what a device still has of it is sent, and erased. */

import { exchange } from "./sending.js";
import { erase, unsent } from "./store.js";

const path = location.pathname;
try {
  if ((await unsent(path)).length) await exchange(path);
} catch {
  // no net, or nothing that could keep anything
}
await erase(path).catch(() => undefined);
