// What the network between here and our server lets through of text: the live connection, and how much of anything.

/**
 * @typedef {{state: "good" | "weak" | "bad" | "untested", sentence: string}} Result
 */

export const SOCKET_MS = 5000;
const ENOUGH_DOWN = 1.2;
const ENOUGH_UP = 0.6;

/**
 * Asks our server for a room that there is not: that it says so proves that words get through both ways.
 * @returns {Promise<Result>}
 */
export function checkSocket() {
  return new Promise((resolve) => {
    const address = new URL("/ws/room/check", location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    let opened = false;
    const done = (/** @type {boolean} */ heard) => {
      clearTimeout(timer);
      socket.close();
      resolve(heard ? { state: "good", sentence: "The chat gets through." } : {
        state: "bad", sentence: opened ? "The connection opens, but nothing comes back. A filter or proxy holds WebSocket back." : "The live connection (WebSocket) is blocked. Without it a session cannot be joined from here.",
      });
    };
    const timer = setTimeout(() => done(false), SOCKET_MS);
    socket.addEventListener("open", () => {
      opened = true;
      socket.send(JSON.stringify({ do: "join", ticket: "check", after: 0 }));
    });
    socket.addEventListener("message", () => done(true));
    socket.addEventListener("close", () => done(false));
  });
}

/**
 * @param {string} address of our own few hundred kilobytes
 * @param {string} csrf
 * @returns {Promise<Result>}
 */
export async function checkSpeed(address, csrf) {
  try {
    const down = await megabits(async () => (await answered(fetch(address, { cache: "no-store" }))).arrayBuffer());
    const bytes = crypto.getRandomValues(new Uint8Array(64 * 1024));
    const body = new Blob([bytes, bytes, bytes, bytes]);
    const up = await megabits(async () => {
      await answered(fetch(address, { method: "POST", body, headers: { "X-CSRFToken": csrf, "Content-Type": "application/octet-stream" } }));
      return body.size;
    });
    return speedInWords(down, up);
  } catch {
    return { state: "bad", sentence: "Nothing could be loaded from our server. Is this computer online?" };
  }
}

/**
 * @param {number} down megabits a second
 * @param {number} up
 * @returns {Result}
 */
export function speedInWords(down, up) {
  const figures = `${shown(down)} Mbit/s down, ${shown(up)} Mbit/s up.`;
  if (down >= ENOUGH_DOWN && up >= ENOUGH_UP) return { state: "good", sentence: `Enough for sound and picture on this computer: ${figures}` };
  if (down >= 0.2) return { state: "weak", sentence: `Enough for sound and text, but pictures may stand still: ${figures}` };
  return { state: "bad", sentence: `Enough for text only: ${figures}` };
}

/** @param {number} megabits */
function shown(megabits) {
  return megabits >= 100 ? "more than 100" : megabits >= 10 ? String(Math.round(megabits)) : megabits.toFixed(1);
}

/** @param {Promise<Response>} asked */
async function answered(asked) {
  const response = await asked;
  if (!response.ok) throw new Error(String(response.status));
  return response;
}

/** @param {() => Promise<ArrayBuffer | number>} carry */
async function megabits(carry) {
  const began = performance.now();
  const carried = await carry();
  const bytes = typeof carried === "number" ? carried : carried.byteLength;
  return (bytes * 8) / 1000 / Math.max(1, performance.now() - began);
}
