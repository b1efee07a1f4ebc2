// Small things every page needs: link-buttons answer to Space, a refused form puts the reader at its summary.

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (event.key !== " " || !(target instanceof HTMLElement) || target.tagName !== "A" || target.getAttribute("role") !== "button") return;
  event.preventDefault();
  target.click();
});

const summary = document.querySelector("[data-error-summary]");
if (summary instanceof HTMLElement) summary.focus();
