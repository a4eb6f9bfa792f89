// The reporter's pages work without this. It makes leaving quicker and faults easier
// to find, and keeps nothing.
"use strict";

const EXIT = "/exit";
const PRESSES = 3;
const WITHIN_MS = 5000;

function leave() {
  // The page goes blank at once: the next one may take seconds to come.
  document.documentElement.classList.add("leaving");
  document.title = "";
  window.location.replace(EXIT);
}

function watchShift() {
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    const now = Date.now();
    presses = presses.filter((moment) => now - moment < WITHIN_MS);
    presses.push(now);
    if (presses.length >= PRESSES) leave();
  });
  // A capital letter is not a wish to leave.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
  });
}

function watchExitLinks() {
  for (const link of document.querySelectorAll("[data-exit]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }
}

function focusFaults() {
  const faults = document.getElementById("faults");
  if (faults) faults.focus();
}

function sendOnce() {
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
}

watchShift();
watchExitLinks();
focusFaults();
sendOnce();
