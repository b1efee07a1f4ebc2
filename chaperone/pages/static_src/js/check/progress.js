// How far the check is: a bar that moves also while a step waits for an answer that may not come.

const TICK_MS = 200;
/** A step that waits never looks done before it is. */
const ALMOST = 0.92;

/**
 * @param {HTMLElement} holder with a label and a progress bar in it
 * @param {number} steps how many there are
 */
export function progressIn(holder, steps) {
  const bar = /** @type {HTMLProgressElement} */ (holder.querySelector("progress"));
  const words = /** @type {HTMLElement} */ (holder.querySelector("label"));
  let done = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  bar.max = steps;

  return {
    /**
     * @param {string} title what is tried now
     * @param {number} longestMs how long it takes at most; 0 when that is for a person to say
     * @param {number} [together] how many steps it is
     */
    begin(title, longestMs, together = 1) {
      const began = performance.now();
      holder.hidden = false;
      words.textContent = `Step ${done + 1} of ${steps}: ${title}${longestMs > 0 ? ` (${Math.ceil(longestMs / 1000)} seconds at most)` : ""}`;
      bar.value = done;
      clearInterval(timer);
      if (longestMs > 0) timer = setInterval(() => (bar.value = done + together * Math.min(ALMOST, (performance.now() - began) / longestMs)), TICK_MS);
    },
    /** @param {number} [together] how many steps are over */
    over(together = 1) {
      clearInterval(timer);
      done += together;
      bar.value = done;
    },
    end() {
      clearInterval(timer);
      holder.hidden = true;
    },
  };
}
