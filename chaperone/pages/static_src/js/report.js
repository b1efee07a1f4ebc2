// The report page: a way out at once; a form that loses nothing when the line is down; five words to copy or print. Nothing is stored anywhere.

import { watchForHiding } from "./hide.js";

const NOT_SENT = "That did not go through, so nothing has been sent. Everything you wrote is still on this page, and nowhere else: keep it open and press the button once more. If it cannot wait, ring 999, or Childline on 0800 1111.";
const NO_FILES = "We cannot take pictures or files. Leave it where it is, and tell us in words where that is.";
// A line in the hills is slow; the same form may be sent twice, and makes one report.
const WAIT_MS = 45_000;

/** @param {string} selector */
const part = (selector) => document.querySelector(`#main ${selector}`);

/** @param {string} sentence */
function problem(sentence) {
  const line = part("[data-report-problem]");
  if (!(line instanceof HTMLElement)) return;
  line.textContent = sentence;
  line.hidden = sentence === "";
}

/**
 * Sends the form and shows the page that answers; whatever goes wrong, the form stays as it is.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
async function send(form, button) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  if (button instanceof HTMLButtonElement && button.name) body.append(button.name, button.value);
  form.setAttribute("aria-busy", "true");
  problem("");
  try {
    const response = await fetch(form.action, { method: "POST", body, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(WAIT_MS) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const main = page.getElementById("main");
    // Anything but one of our own pages (a proxy's, an error) says nothing of what became of it.
    if (response.status >= 500 || main?.querySelector("[data-report-page]") == null) throw new Error(String(response.status));
    document.getElementById("main")?.replaceChildren(...main.childNodes);
    document.title = page.title;
    arrive();
  } catch {
    problem(NOT_SENT);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** Puts the reader at what changed, and brings out the buttons that need scripts. */
function arrive() {
  for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.removeAttribute("hidden");
  const place = part("[data-error-summary]") ?? part("[data-look-here]") ?? part("h1");
  if (place instanceof HTMLElement) place.focus();
}

async function copy() {
  const said = part("[data-copied]");
  try {
    await navigator.clipboard.writeText((part("[data-phrase]")?.textContent ?? "").trim().replace(/\s+/g, " "));
    if (said) said.textContent = "Copied. Paste them somewhere safe, and write them down too.";
  } catch {
    if (said) said.textContent = "Your browser did not let us copy. Write them down.";
  }
}

watchForHiding();
for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.removeAttribute("hidden");
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-report]")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") !== "true") void send(form, event.submitter);
});
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-copy]")) void copy();
  if (event.target.closest("[data-print]")) print();
  const leave = event.target.closest("[data-leave]");
  if (leave instanceof HTMLAnchorElement) {
    event.preventDefault();
    location.replace(leave.href);
  }
});
for (const kind of /** @type {const} */ (["paste", "drop"])) {
  document.addEventListener(kind, (event) => {
    const carried = event instanceof ClipboardEvent ? event.clipboardData : event instanceof DragEvent ? event.dataTransfer : null;
    if (!carried?.files.length) return;
    event.preventDefault();
    problem(NO_FILES);
  });
}
// Without this a browser opens a picture that is let fall beside a box, in place of the page.
document.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
// A page brought back from the browser's memory is asked for afresh: it shows nothing of what stood there.
addEventListener("pageshow", (event) => event.persisted && location.reload());
