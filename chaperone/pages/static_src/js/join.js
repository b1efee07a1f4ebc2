// The code on the paper may come in the address after "#" (the QR does that): it is put into the field and taken out of the address at
// once. What stands after "#" is never sent to any server.

const GROUP = 3;
const field = document.querySelector("[data-seat-code]");

if (field instanceof HTMLInputElement) {
  take(field, false);
  // A second sheet's picture opened in this tab changes only what stands after "#": the page is not loaded anew.
  addEventListener("hashchange", () => take(field, true));
  field.addEventListener("input", () => {
    // Only while typing at the end: moving the hyphens under somebody who corrects the middle would be unkind.
    if (field.selectionStart === field.value.length) field.value = grouped(field.value);
  });
  field.addEventListener("blur", () => (field.value = grouped(field.value)));
}

/**
 * @param {HTMLInputElement} into
 * @param {boolean} instead of what stands there already
 */
function take(into, instead) {
  const code = fromAddress();
  if (code && (instead || into.value === "")) into.value = grouped(code);
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
}

function fromAddress() {
  const text = location.hash.slice(1);
  return /^[a-z0-9-]{6,20}$/i.test(text) && /[-0-9]/.test(text) ? text : "";
}

/**
 * @param {string} text
 * @returns {string} as it is printed: capitals in threes
 */
function grouped(text) {
  const signs = text.toUpperCase().replace(/[^A-Z0-9]/g, "").slice(0, 18);
  return signs.match(new RegExp(`.{1,${GROUP}}`, "g"))?.join("-") ?? "";
}
