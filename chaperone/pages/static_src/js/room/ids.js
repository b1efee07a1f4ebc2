// Ids for what we send: an unguessable prefix for this page, and a counter.

const prefix = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36).padStart(2, "0")).join("");
let count = 0;

/** @returns {string} an id that nobody used before */
export function freshId() {
  count += 1;
  return `${prefix}-${count}`;
}
