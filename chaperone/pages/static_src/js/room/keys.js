// Keys: F6 and Shift+F6 go from one part of the room to the next, so that nobody has to tab through a class.

/** Listens for F6. Parts are the elements with data-region, in the page's order. */
export function watchKeys() {
  addEventListener("keydown", (event) => {
    if (event.key !== "F6" || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const regions = [...document.querySelectorAll("[data-region]")].filter((each) => each instanceof HTMLElement && each.offsetParent !== null);
    if (regions.length === 0) return;
    event.preventDefault();
    const here = regions.findIndex((each) => each.contains(document.activeElement));
    const step = event.shiftKey ? -1 : 1;
    const next = regions[(here + step + regions.length) % regions.length];
    if (!(next instanceof HTMLElement)) return;
    const first = next.querySelector("[data-region-first]");
    (first instanceof HTMLElement && first.offsetParent !== null ? first : next).focus();
  });
}
