// "I'm worried": sends the words, which may be none, to the people whose job it is, and shows what happens next. The plain form works too.

import { openDialog } from "./dialogs.js";

const NOT_SENT = "That did not go through. Please try again, tell a teacher, or call Childline on 0800 1111.";

/** Makes every "I'm worried" button open the dialog, and the form send without leaving the page. */
export function watchForWorry() {
  const dialog = document.getElementById("worry");
  if (!(dialog instanceof HTMLDialogElement)) return;
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-worry-open]")) return;
    event.preventDefault();
    startAgain(dialog);
    openDialog(dialog);
  });
  dialog.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    void tell(dialog, /** @type {HTMLFormElement} */ (event.currentTarget));
  });
  if (location.hash === "#worry") openDialog(dialog);
}

/**
 * @param {HTMLElement} dialog
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function part(dialog, selector) {
  return dialog.querySelector(selector);
}

/**
 * @param {HTMLElement} dialog
 * @param {string} words
 */
function title(dialog, words) {
  const heading = dialog.querySelector("h2");
  if (heading !== null) heading.textContent = words;
}

/** @param {HTMLElement} dialog */
function startAgain(dialog) {
  const form = part(dialog, "[data-worry-form]");
  if (form === null) return;
  form.hidden = false;
  title(dialog, "Something worrying you?");
  for (const selector of ["[data-worry-next]", "[data-worry-close-only]", "[data-worry-problem]"]) part(dialog, selector)?.toggleAttribute("hidden", true);
}

/**
 * @param {HTMLElement} dialog
 * @param {HTMLFormElement} form
 */
async function tell(dialog, form) {
  const button = form.querySelector("button[type=submit]");
  button?.setAttribute("disabled", "");
  const problem = part(dialog, "[data-worry-problem]");
  try {
    // The form's own hidden field carries the CSRF token.
    const response = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(/** @type {any} */ (new FormData(form))), headers: { Accept: "application/json" }, credentials: "same-origin",
    });
    if (!response.ok) throw new Error(String(response.status));
    showNext(dialog, form, (await response.json()).next);
  } catch {
    if (problem) {
      problem.textContent = NOT_SENT;
      problem.hidden = false;
    }
  } finally {
    button?.removeAttribute("disabled");
  }
}

/**
 * @param {HTMLElement} dialog
 * @param {HTMLFormElement} form
 * @param {string[]} sentences
 */
function showNext(dialog, form, sentences) {
  form.reset();
  form.hidden = true;
  title(dialog, "Thank you for telling us");
  const next = part(dialog, "[data-worry-next]");
  part(dialog, "[data-worry-steps]")?.replaceChildren(
    ...sentences.map((sentence) => {
      const step = document.createElement("li");
      step.append(document.createElement("span"));
      /** @type {HTMLElement} */ (step.firstChild).textContent = sentence;
      return step;
    }),
  );
  part(dialog, "[data-worry-close-only]")?.toggleAttribute("hidden", false);
  if (next) {
    next.hidden = false;
    dialog.querySelector("h2")?.focus();
  }
}
