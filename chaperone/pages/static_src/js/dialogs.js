// Opens and closes the page's dialogs, and gives the focus back to where it came from.

/**
 * @param {HTMLDialogElement} dialog
 */
export function openDialog(dialog) {
  if (dialog.open) return;
  const from = document.activeElement;
  dialog.showModal();
  dialog.querySelector("h2")?.focus();
  dialog.addEventListener("close", () => from instanceof HTMLElement && from.isConnected && from.focus(), { once: true });
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  // A press on the darkened surroundings closes too.
  else if (event.target instanceof HTMLDialogElement && event.target.open && !inside(event.target, event)) event.target.close();
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.getAttribute("data-opens") ?? "");
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    openDialog(dialog);
  }
});

/**
 * @param {HTMLElement} box
 * @param {MouseEvent} event
 */
function inside(box, event) {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
}
