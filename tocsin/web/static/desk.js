// The desk works without this. It lets a reviewer work with single keys, and keeps
// nothing but the cookie that switches it off.
"use strict";

const OFF = /(^|; )tocsin-keys=off(;|$)/;
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select";
const STATUSES = { 1: "status:triage", 2: "status:in_review", 3: "status:needs_facts" };

const hits = [...document.querySelectorAll(".hit")];
let place = -1;

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
function sendOnce() {
  for (const form of document.querySelectorAll("main form[method=post]:not(#judge)")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  // Back to a page that the browser kept: its forms can be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
    }
  });
}

// A judgement beside a quote leaves the rest of the page alone: what is being typed
// elsewhere stays, and can be saved on the version that the judgement made.
const FOLLOWS = [".case-facts", ".case-text", "[aria-labelledby=completeness]"];
FOLLOWS.push("[aria-labelledby=priority]", "[aria-labelledby=history]");

async function judge(event) {
  const form = event.target;
  if (form.dataset.plain) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  delete form.dataset.sent;
  const text = answer && answer.ok ? await answer.text() : "";
  const page = new DOMParser().parseFromString(text, "text/html");
  const place = event.submitter.closest(".judge");
  if (!page.getElementById(place.id)) {
    // Refused, or signed out: the plain way says why.
    form.dataset.plain = "yes";
    form.requestSubmit(event.submitter);
    return;
  }
  show(page, place.id);
  window.history.replaceState(null, "", `${answer.url}#${place.id}`);
}

function show(page, placeId) {
  for (const place of document.querySelectorAll(".judge")) {
    const made = page.getElementById(place.id);
    if (made) place.closest("li").replaceWith(made.closest("li"));
  }
  for (const parts of FOLLOWS) {
    const made = page.querySelectorAll(parts);
    document.querySelectorAll(parts).forEach((old, number) => {
      if (made[number]) old.replaceWith(made[number]);
    });
  }
  const version = page.querySelector("#judge [name=based_on_version]").value;
  for (const field of document.querySelectorAll("[name=based_on_version]")) {
    field.value = version;
  }
  const said = document.getElementById("said");
  if (said) said.replaceChildren(...page.querySelectorAll("#said > *"));
  document.getElementById(placeId).querySelector("button").focus();
}

// Who leaves with words in another form is asked first, by the browser.
let sending = null;

function keepWords(event) {
  const fields = [...document.querySelectorAll(".work-form textarea")];
  const isLeft = (field) => field.form !== sending && field.value !== field.defaultValue;
  if (!fields.some(isLeft)) return;
  event.preventDefault();
  // Who stays may press the same button again.
  if (sending) delete sending.dataset.sent;
}

document.addEventListener("submit", (event) => (sending = event.target), true);
window.addEventListener("beforeunload", keepWords);

const judging = document.getElementById("judge");
if (judging) judging.addEventListener("submit", judge);
if (!OFF.test(document.cookie)) document.addEventListener("keydown", onKey);
sendOnce();
