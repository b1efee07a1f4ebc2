// Tells screen readers what is new without shouting: one message is read out, a busy moment becomes "5 new messages".

const GATHER_MS = 2500;

/** @param {HTMLElement} region a polite live region */
export function announcer(region) {
  /** @type {string[]} */
  let gathered = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {string} text */
  function put(text) {
    // A fresh element, so that the same words twice are read twice.
    const line = document.createElement("p");
    line.textContent = text;
    region.replaceChildren(line);
  }

  return {
    /** @param {string} text a chat message as it would be read out */
    message(text) {
      gathered.push(text);
      timer ??= setTimeout(() => {
        put(gathered.length === 1 ? gathered[0] ?? "" : `${gathered.length} new messages`);
        gathered = [];
        timer = undefined;
      }, GATHER_MS);
    },
    /** @param {string} text something that matters now: the door, a pause */
    now: put,
  };
}
