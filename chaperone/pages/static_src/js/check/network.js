// What the network between here and our server lets through: the live connection, speed, and the relay's addresses.

/**
 * @typedef {{state: "good" | "weak" | "bad" | "untested", sentence: string}} Result
 */

const SOCKET_MS = 6000;
const GATHER_MS = 8000;
// What a browser reports when nobody answered at all; a lower number is an answer, if only "I do not know you".
const NOBODY_ANSWERED = 700;
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

/**
 * Whether one address of the relay answers. It is asked with a made-up name: a stranger is given nothing, and that it says
 * "I do not know you" shows that the way is open.
 * @param {string} url such as "turns:relay.example:5349?transport=tcp"
 * @returns {Promise<"open" | "shut" | "untested">}
 */
export async function reaches(url) {
  if (typeof RTCPeerConnection !== "function" || !("onicecandidateerror" in RTCPeerConnection.prototype)) return "untested";
  const peer = new RTCPeerConnection({ iceServers: [{ urls: url, username: "check", credential: "check" }], iceTransportPolicy: "relay" });
  try {
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve("shut"), GATHER_MS);
      const done = (/** @type {"open" | "shut"} */ found) => {
        clearTimeout(timer);
        resolve(found);
      };
      peer.addEventListener("icecandidateerror", (event) => done(event.errorCode < NOBODY_ANSWERED ? "open" : "shut"));
      peer.addEventListener("icecandidate", (event) => event.candidate !== null && event.candidate.candidate !== "" && done("open"));
      peer.createDataChannel("check");
      void peer.setLocalDescription().catch(() => done("shut"));
    });
  } finally {
    peer.close();
  }
}

/**
 * @param {string[]} urls the relay's addresses over one kind of network
 * @param {string} way such as "UDP"
 * @returns {Promise<Result>}
 */
export async function checkWay(urls, way) {
  if (urls.length === 0) return { state: "untested", sentence: `Not tested: there is no relay over ${way} to test against. Whether ${way} gets through shows in a rehearsal.` };
  const found = await Promise.all(urls.map(reaches));
  if (found.includes("open")) return { state: "good", sentence: `${way} gets through to our relay.` };
  if (found.includes("untested")) return { state: "untested", sentence: `Not tested: this browser does not say whether ${way} gets through. Chrome and Edge do.` };
  return { state: "bad", sentence: `${way} does not get through to our relay.` };
}
