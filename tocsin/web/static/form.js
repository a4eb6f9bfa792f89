// The reporter's pages work without this. It makes leaving quicker and faults easier
// to find, and keeps nothing.
"use strict";

const EXIT = "/exit";
// A second press within that time is a slip; a later one is a second try, after a
// connection that broke or was stopped.
const SLIP_MS = 2000;
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

function tellToWait(form) {
  for (const told of form.querySelectorAll("[data-waiting]")) {
    told.textContent = told.dataset.waiting;
  }
}

function sendOnce() {
  for (const form of document.querySelectorAll("form[data-once]")) {
    let sentAt = -SLIP_MS;
    form.addEventListener("submit", (event) => {
      if (event.timeStamp - sentAt < SLIP_MS) {
        event.preventDefault();
        return;
      }
      sentAt = event.timeStamp;
      setTimeout(() => tellToWait(form), SLIP_MS);
    });
  }
}

function watchFiles() {
  // Told before the minutes that it takes to send.
  for (const input of document.querySelectorAll("[data-bytes-max]")) {
    const told = input.parentElement.querySelector("[data-too-large]");
    input.addEventListener("change", () => {
      const isTooLarge = [...input.files].some((file) => file.size > input.dataset.bytesMax);
      told.textContent = isTooLarge ? told.dataset.tooLarge : "";
      if (isTooLarge) input.value = "";
    });
  }
}

watchShift();
watchExitLinks();
focusFaults();
sendOnce();
watchFiles();
