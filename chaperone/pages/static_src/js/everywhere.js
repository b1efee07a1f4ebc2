// Small things every page needs: link-buttons answer to Space, a refused form puts the reader at its summary, no tick is lost.

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (event.key !== " " || !(target instanceof HTMLElement) || target.tagName !== "A" || target.getAttribute("role") !== "button") return;
  event.preventDefault();
  target.click();
});

const summary = document.querySelector("[data-error-summary]");
if (summary instanceof HTMLElement) summary.focus();

// Who can be there is asked anew when the day or time changes; what is ticked while the answer is on its way stays ticked.
const picker = document.getElementById("staff-picker");
if (picker !== null) {
  /** @type {Map<string, boolean>} */
  const ticks = new Map();
  const key = (/** @type {HTMLInputElement} */ box) => `${box.name}=${box.value}`;
  picker.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement) ticks.set(key(target), target.checked);
  });
  new MutationObserver(() => {
    for (const box of picker.querySelectorAll("input")) {
      const ticked = ticks.get(key(box));
      if (ticked !== undefined && !box.disabled) box.checked = ticked;
    }
  }).observe(picker, { childList: true, subtree: true });
}
