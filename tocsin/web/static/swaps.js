// What htmx leaves to us: where the reader is after a part of the page has changed, and
// that no typed word is lost by it. Without scripts, every form and link works plainly.
"use strict";

let sent = new Map();
let next = "";

document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (sourceElement.id === "search") {
    // What changes nothing is left out of the address.
    for (const [name, value] of [...request.body]) if (!value) request.body.delete(name);
  }
  if (sourceElement.id !== "work-form") return;
  sent = new Map(request.body);
  const judged = request.submitter && request.submitter.closest(".judge");
  next = judged ? `#${CSS.escape(judged.id)} button` : "#work-title";
});

function tell(text) {
  const said = document.getElementById("said");
  if (!said) return;
  const note = document.createElement("div");
  note.className = "note";
  note.append(Object.assign(document.createElement("p"), { textContent: text }));
  said.replaceChildren(note);
  note.scrollIntoView({ block: "nearest" });
}

// What follows by itself says when it does not, and moves nobody.
const isLive = (element) => element.matches("[data-live]");

const OLDER = "The numbers below are of the time that they name.";
const STAYS = "What you typed is still here: try again in a moment.";

// A sign-in page in place of the case would take what is typed with it.
document.addEventListener("htmx:before:response", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  const path = new URL(response.raw.url, window.location.href).pathname;
  if (isLive(sourceElement)) {
    const isGone = !path.startsWith("/desk/stream");
    if (isGone || response.status >= 400) event.preventDefault();
    if (isGone) tell(`You are signed out. ${OLDER}`);
    else if (response.status >= 400) tell(`No answer came. ${OLDER}`);
    else document.getElementById("said").replaceChildren();
    return;
  }
  if (path.startsWith("/desk/") && !path.startsWith("/desk/login")) return;
  event.preventDefault();
  if (sourceElement.id !== "work-form") window.location.assign(response.raw.url);
  else tell("You are signed out. Sign in again in another tab, and press here again.");
});

document.addEventListener("htmx:after:request", (event) => {
  const { response, text } = event.detail.ctx;
  if (response.status < 400 || response.status === 409 || response.status === 422) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  const title = page.querySelector("h1");
  tell(`${title ? title.textContent.trim() : "Not saved"}. ${STAYS}`);
});

// A link that got no answer is followed plainly: the browser says what is wrong.
document.addEventListener("htmx:error", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (isLive(sourceElement)) tell(`No answer came. ${OLDER}`);
  else if (sourceElement.id === "work-form") tell(`No answer came. ${STAYS}`);
  else window.location.assign(request.action);
});

function reach(selector) {
  const found = document.querySelector(selector);
  if (!found) return;
  if (!found.matches("button, a, input")) found.tabIndex = -1;
  found.focus();
}

document.addEventListener("htmx:after:swap", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (isLive(sourceElement)) return;
  // A field is emptied once its words are saved, unless more was typed meanwhile.
  for (const field of document.querySelectorAll("[data-used]")) {
    if (sent.get(field.name) === field.value) field.value = field.defaultValue;
  }
  sent = new Map();
  if (sourceElement.id === "work-form") {
    if (response.status >= 400) reach("#main h1");
    else if (document.activeElement === document.body) reach(next);
    return;
  }
  // Another search: its fields say what the address says, but for one in use.
  for (const field of document.querySelectorAll("#search input, [form=search]")) {
    if (field === document.activeElement) continue;
    field.checked = field.defaultChecked;
    field.value = field.defaultValue;
  }
  const { activeElement } = document;
  const { value, defaultValue } = activeElement;
  if (activeElement.matches("input") && value !== defaultValue) return;
  reach(document.getElementById("found") ? "#found" : "#main h1");
});
