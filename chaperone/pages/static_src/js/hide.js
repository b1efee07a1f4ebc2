// "Hide this page": one press, or Esc twice, puts a neutral page of our own here; the way back does not lead here again (location.replace).

const WITHIN_MS = 700;

/** Watches for the button and for Esc pressed twice. */
export function watchForHiding() {
  const button = document.querySelector("[data-hide]");
  const address = button?.getAttribute("href") ?? "/clear";
  let pressedAt = -Infinity;
  const hide = () => {
    // Nothing may be read in the moment until the other page is there.
    document.documentElement.classList.add("ch-hidden");
    document.title = "Blank page";
    location.replace(address);
  };
  button?.addEventListener("click", (event) => {
    event.preventDefault();
    hide();
  });
  // Capture, because an open dialog keeps Esc to itself.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - pressedAt < WITHIN_MS) hide();
    pressedAt = event.timeStamp;
  }, { capture: true });
  // A page brought back from the browser's memory is asked for afresh, and may say nothing.
  addEventListener("pageshow", (event) => event.persisted && document.documentElement.classList.contains("ch-hidden") && hide());
}
