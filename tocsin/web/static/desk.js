// The desk works without this. It lets a reviewer work with single keys, and keeps
// nothing but the cookie that switches it off.
"use strict";

const OFF = /(^|; )tocsin-keys=off(;|$)/;
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select";
const STATUSES = { 1: "status:triage", 2: "status:in_review", 3: "status:needs_facts" };

let hits = [];
let place = -1;

// Once, and whenever htmx has put other cases in place.
function look() {
  for (const hit of hits) hit.classList.remove("current");
  hits = [...document.querySelectorAll(".hit")];
  place = -1;
}

function go(step) {
  if (!hits.length) return;
  if (place >= 0) hits[place].classList.remove("current");
  place = Math.min(Math.max(place + step, 0), hits.length - 1);
  const hit = hits[place];
  hit.classList.add("current");
  hit.querySelector("h3 a").focus();
  hit.scrollIntoView({ block: "nearest" });
}

function open() {
  if (place >= 0) hits[place].querySelector("h3 a").click();
}

function tick() {
  if (place >= 0) hits[place].querySelector(".pick").click();
}

// On the queue a change is sent for the current case; the page is asked for anew.
function change(what) {
  const form = document.getElementById("quick");
  if (place < 0 || !form) return;
  const hit = hits[place];
  form.action = `/desk/cases/${hit.dataset.case}/changes`;
  form.elements.based_on_version.value = hit.dataset.version;
  form.elements.do.value = what;
  form.submit();
}

function press(key, otherwise) {
  const button = document.querySelector(`[data-key="${key}"]`);
  if (!button) {
    if (otherwise) change(otherwise);
  } else if (button.matches(TYPING)) {
    const folded = button.closest("details");
    if (folded) folded.open = true;
    button.focus();
  } else {
    button.click();
  }
}

function search() {
  const field = document.querySelector("input[type=search]");
  if (field) field.focus();
  else window.location.assign("/desk/");
}

function list() {
  const keys = document.getElementById("keys");
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

const ACTIONS = {
  j: () => go(1),
  k: () => go(-1),
  o: open,
  n: () => press("n"),
  u: () => press("u"),
  x: tick,
  a: () => press("a", "assign_me"),
  1: () => press("1", STATUSES[1]),
  2: () => press("2", STATUSES[2]),
  3: () => press("3", STATUSES[3]),
  4: () => (place >= 0 ? open() : press("4")),
  c: () => press("c"),
  "/": search,
  "?": list,
};

function onKey(event) {
  const isTyping = event.target instanceof Element && event.target.matches(TYPING);
  if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  const act = Object.hasOwn(ACTIONS, event.key) ? ACTIONS[event.key] : null;
  if (!act) return;
  event.preventDefault();
  act();
}

// Two presses of a button would send the second one on a version that is gone.
function sendOnce(event) {
  const form = event.target;
  if (!form.matches("main form[method=post]:not(#work-form)")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}

// Back to a page that the browser kept: its forms can be sent again.
function sendAgain() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
}

// Who leaves with words that nobody has sent is asked first, by the browser.
let isSending = false;

function keepWords(event) {
  const fields = [...document.querySelectorAll(".work-form textarea")];
  const isLeft = fields.some((field) => field.value !== field.defaultValue);
  if (isLeft && !isSending) event.preventDefault();
}

// htmx has stopped those that it sends itself by then: they leave no page.
window.addEventListener("submit", (event) => {
  isSending = event.target.id === "work-form" && !event.defaultPrevented;
});
window.addEventListener("pageshow", () => (isSending = false));
window.addEventListener("pageshow", sendAgain);
window.addEventListener("beforeunload", keepWords);

if (!OFF.test(document.cookie)) document.addEventListener("keydown", onKey);
document.addEventListener("submit", sendOnce);
document.addEventListener("htmx:after:swap", look);
look();
