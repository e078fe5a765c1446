/* The list at the door, once a device keeps it: its forms stay as they are, and what they would send is kept first. */

import { exchange } from "./sending.js";
import { add, copied, copy, erase, listOf, unsent } from "./store.js";

const EVERY = 15000; // milliseconds between two exchanges
const LAST_TRY = 5000;
const DAY = 24 * 60 * 60 * 1000;

const path = location.pathname;
const door = document.querySelector("[data-door]");
const words = door.querySelector("[data-words]").dataset;
const find = (name) => door.querySelector(`[data-${name}]`);

let list; // as the server told it last
let waiting = []; // ticks that it doesn't have
let net = "unknown"; // sent, refused, none
let over = false;
let busy = null;

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/* The day of the list; while there is no net it goes on by itself. */
function today() {
  const late = Date.now() - list.dayEnds;
  if (late < 0) return list.day;
  const day = new Date(`${list.day}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1 + Math.floor(late / DAY));
  return day.toISOString().slice(0, 10);
}

/* What stands: the server's ticks, then one's own, of which those that were taken back strike out the others. */
function standing() {
  const found = new Map();
  if (today() === list.day) for (const tick of list.ticks) found.set(tick.uid, tick);
  for (const tick of waiting) {
    if (tick.back) found.delete(tick.uid);
    else if (tick.day === today()) found.set(tick.uid, tick);
  }
  return [...found.values()];
}

function sum(ticks) {
  return ticks.reduce((all, tick) => all + tick.people, 0);
}

function say(text, numbers) {
  return Object.entries(numbers).reduce((said, [name, number]) => said.replace(`{${name}}`, number), text);
}

async function read() {
  list = (await listOf(path)) ?? list;
  waiting = await unsent(path);
}

function render() {
  if (over || !list) return;
  const ticks = standing();
  const of = new Map();
  for (const tick of ticks) of.set(tick.party, [...(of.get(tick.party) ?? []), tick]);
  const rows = find("parties");
  let here = 0;
  let seats = 0;
  const listed = new Set();
  for (const [id, code, called, most] of list.parties) {
    const there = Math.min(sum(of.get(id) ?? []), most);
    const row = document.getElementById(`party-${id}`) ?? newRow(id);
    fill(row, { id, code, called, most, there });
    rows.append(row);
    listed.add(row.id);
    here += there;
    seats += most;
  }
  for (const row of [...rows.children]) if (!listed.has(row.id)) row.remove();
  for (const [id, several] of of) {
    if (id !== null && !list.parties.some(([listedId]) => listedId === id)) of.set(null, [...(of.get(null) ?? []), ...several]);
  }
  const walked = sum(of.get(null) ?? []);
  find("here").textContent = here + walked;
  find("expected").textContent = seats;
  find("walked").textContent = walked;
  find("unwalk").hidden = !walked;
  for (const name of door.querySelectorAll("[data-of-party]")) {
    const row = document.getElementById(`party-${name.dataset.ofParty}`);
    name.classList.toggle("here", Boolean(row?.classList.contains("here")));
  }
  filter();
  state();
}

function newRow(id) {
  const row = find("row").content.firstElementChild.cloneNode(true);
  row.id = `party-${id}`;
  return row;
}

function fill(row, { id, code, called, most, there }) {
  const spaced = `${code.slice(0, 3)}\u00a0${code.slice(3)}`;
  const put = (name, text) => {
    row.querySelector(`[data-${name}]`).textContent = text;
  };
  row.dataset.looks = `${code} ${called.toLowerCase()}`;
  row.dataset.code = code;
  row.classList.toggle("here", there >= most);
  row.classList.toggle("some", there > 0 && there < most);
  row.querySelector("[name=party]").value = id;
  row.querySelector(".tick").setAttribute("aria-pressed", there >= most ? "true" : there ? "mixed" : "false");
  put("called", called || spaced);
  put("code", called ? spaced : "");
  put("guests", most > 1 ? `+${most - 1}` : "");
  put("some", there && there < most ? say(words.some, { here: there, all: most }) : "");
  row.querySelector("[data-one]").hidden = most < 2 || there >= most;
}

function filter() {
  const asked = find("find").value.replace(/\s/g, "").toLowerCase();
  let shown = 0;
  for (const row of find("parties").children) {
    row.hidden = Boolean(asked) && !row.dataset.looks.replace(/\s/g, "").includes(asked);
    shown += row.hidden ? 0 : 1;
  }
  find("nobody").hidden = Boolean(shown);
}

/* In words: whether there is a net, and what it does not have yet. */
function state() {
  const number = waiting.length;
  const unsentWords = say(number === 1 ? words.one : words.many, { number });
  const told = find("state");
  const off = net === "none" || net === "refused";
  if (off) told.textContent = number ? `${words[net]} ${unsentWords} ${words.keeps}` : words[net];
  else told.textContent = number ? unsentWords : words.sent;
  told.classList.toggle("off", off);
  told.dataset.net = net;
  told.dataset.unsent = number;
  told.hidden = false;
}

async function make(several) {
  const made = Date.now();
  await add(several.map((tick) => ({ path, day: today(), people: 1, party: null, back: false, made, ...tick })));
  await read();
  render();
  void send();
}

function takenBack(ticks) {
  return ticks.map(({ uid, people, party }) => ({ uid, people, party, back: true }));
}

function tap(id, one) {
  const [, , , most] = list.parties.find(([listed]) => listed === id);
  const mine = standing().filter((tick) => tick.party === id);
  const rest = most - Math.min(sum(mine), most);
  return make(rest ? [{ uid: uuid(), people: one ? 1 : rest, party: id }] : takenBack(mine));
}

function unwalk() {
  const known = new Set(list.parties.map(([id]) => id));
  const last = standing().filter((tick) => !known.has(tick.party)).slice(-1);
  return make(takenBack(last));
}

/* One exchange at a time; what is made meanwhile goes with the next one. */
function send() {
  busy ??= exchange(path)
    .catch(() => "none")
    .then(async (said) => {
      busy = null;
      if (over) return;
      if (said === "over") return finish(false);
      net = said;
      const day = list?.day;
      await read();
      if (day && list.day !== day && !waiting.length) location.reload(); // its shifts are other ones
      render();
    });
  return busy;
}

/* The days are over, or the link was taken back: the last ticks go out where they can, then nothing is left here. */
async function finish(trying = true) {
  if (over) return;
  over = true;
  if (trying) {
    const last = Promise.resolve(busy).then(() => exchange(path)).catch(() => "");
    await Promise.race([last, new Promise((resolve) => setTimeout(resolve, LAST_TRY))]);
  }
  await erase(path);
  const last = document.createElement("p");
  last.className = "lead";
  last.textContent = words.over;
  last.setAttribute("role", "status");
  document.title = words.over;
  door.replaceChildren(last);
}

function look() {
  if (over || !list) return undefined;
  return Date.now() >= list.until ? finish() : send();
}

async function keepPage() {
  if (!navigator.serviceWorker || !self.caches) return false;
  const files = performance
    .getEntriesByType("resource")
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/static/"))
    .map(({ pathname }) => pathname);
  try {
    const registration = await navigator.serviceWorker.register("/door/worker.js", { scope: "/door/", type: "module" });
    await navigator.serviceWorker.ready;
    if (!over) await copy(path, files);
    if (over) await registration.unregister();
    return true;
  } catch {
    // without a net nothing can be copied: what was copied before is what counts
    const there = await Promise.all([path, ...files].map(copied));
    return Boolean(navigator.serviceWorker.controller) && there.every(Boolean);
  }
}

async function keepOn() {
  const keeps = await keepPage().catch(() => false);
  if (over) return;
  door.dataset.keeps = keeps ? "yes" : "no";
  find("stay-open").hidden = keeps;
}

door.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-looking]")) {
    event.preventDefault();
    const digits = find("find").value.replace(/\D/g, "");
    const rows = [...find("parties").children].filter((row) => !row.hidden && row.dataset.code === digits);
    if (rows.length !== 1) return; // digits and Enter, as a scanner sends them, are a tick
    find("find").value = "";
    if (!rows[0].classList.contains("here")) void tap(Number(rows[0].id.slice(6)), false);
    else filter();
    rows[0].scrollIntoView({ block: "center" });
    return;
  }
  if (form.method !== "post" || !list) return;
  event.preventDefault();
  const id = Number(new FormData(form).get("party") || 0);
  const { submitter } = event;
  if (id) void tap(id, submitter?.matches("[data-one]"));
  else void (submitter?.value === "back" ? unwalk() : make([{ uid: uuid() }]));
});
find("find").addEventListener("input", filter);
addEventListener("online", () => void look());
addEventListener("offline", () => void look());
document.addEventListener("visibilitychange", () => document.hidden || void look());
setInterval(() => void look(), EVERY);
setInterval(() => list && Date.now() >= list.until && void finish(), 1000);

try {
  await read();
  render();
  if (list && Date.now() >= list.until) await finish();
  else await send();
  if (!over) {
    await keepOn();
    addEventListener("online", () => void keepOn());
  }
} catch {
  list = undefined; // this browser keeps nothing: the forms send each tick at once, as without any script
}
