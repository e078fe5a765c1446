/* Ticks go to the server, the list comes back. What is sent twice changes nothing there, so whatever got no answer is
   simply sent again. */

import { forget, keep, listOf, unsent } from "./store.js";

const AT_ONCE = 200;
const PATIENCE = 15000; // milliseconds

async function ask(path, csrf, ticks) {
  const asked = { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  if (ticks) {
    asked.method = "POST";
    asked.headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
    asked.body = JSON.stringify({ ticks: ticks.map(({ uid, day, people, party, back }) => ({ uid, day, people, party, back })) });
  }
  const answer = await fetch(`${path}ticks/`, asked);
  return [answer.status, await answer.json().catch(() => ({}))];
}

/* "sent": the server has everything; "over": there is no such list any more; "refused": later, perhaps.
   Throws where there is no net. */
export async function exchange(path) {
  let csrf = (await listOf(path))?.csrfmiddlewaretoken ?? "";
  for (let first = true; ; first = false) {
    const waiting = (await unsent(path)).slice(0, AT_ONCE);
    if (!first && !waiting.length) return "sent";
    let [status, told] = await ask(path, csrf, waiting.length ? waiting : null);
    if (status === 403 && waiting.length) {
      // the cookie went with the browser's window: a new pair, and once more
      csrf = (await ask(path, "", null))[1].csrfmiddlewaretoken ?? "";
      [status, told] = await ask(path, csrf, waiting);
    }
    if (status === 404 || status === 410) {
      if (!told.taken || !waiting.length) return "over";
      await forget(waiting); // just after the end the last ones are still taken
      if (!(await unsent(path)).length) return "over";
      continue;
    }
    if (status !== 200) return "refused";
    csrf = told.csrfmiddlewaretoken;
    await keep({ path, ...told });
    await forget(waiting);
  }
}
