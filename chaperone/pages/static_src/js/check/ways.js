// Whether sound and picture would get through: straight to one of our media ports, and through the relay. Nothing is sent but questions.

/**
 * @import {Result} from "./network.js"
 * @typedef {"open" | "shut" | "untested"} Found
 */

/** Browsers that are not answered go on asking for up to forty seconds; until now they have asked five times, and the slowest line answers. */
export const WAYS_MS = 6000;
// What a browser reports when nobody answered at all; a lower number is an answer, if only "I do not know you".
const NOBODY_ANSWERED = 700;

/**
 * Whether the media port answers. A browser behind a router learns its outside address from it; one without a router learns nothing
 * new, and all it shows is that it is done without having failed. One that is not answered is not done in time.
 * @param {string} url such as "stun:media.example:20999"
 * @returns {Promise<Found>}
 */
async function answersAt(url) {
  if (typeof RTCPeerConnection !== "function") return "untested";
  const peer = new RTCPeerConnection({ iceServers: [{ urls: url }] });
  const seen = { places: 0, failures: 0, tellsFailures: "onicecandidateerror" in peer };
  try {
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(seen.tellsFailures ? "shut" : "untested"), WAYS_MS);
      const done = (/** @type {Found} */ found) => {
        clearTimeout(timer);
        resolve(found);
      };
      peer.addEventListener("icecandidate", ({ candidate }) => {
        if (candidate?.type === "srflx") done("open");
        // Our media has no IPv6: from there nobody asks, and nobody fails.
        if (candidate?.type === "host" && candidate.protocol === "udp" && !candidate.address?.includes(":")) seen.places += 1;
      });
      peer.addEventListener("icecandidateerror", () => (seen.failures += 1));
      peer.addEventListener("icegatheringstatechange", () => {
        // The last failures may be told just after the end.
        if (peer.iceGatheringState === "complete") setTimeout(() => done(foundIn(seen)), 50);
      });
      peer.createDataChannel("check");
      void peer.setLocalDescription().catch(() => done("untested"));
    });
  } finally {
    peer.close();
  }
}

/**
 * What it means that a browser is done asking and has learned no outside address.
 * @param {{places: number, failures: number, tellsFailures: boolean}} seen
 * @returns {Found}
 */
export function foundIn({ places, failures, tellsFailures }) {
  if (failures > 0) return "shut";
  return tellsFailures && places > 0 ? "open" : "untested";
}

/**
 * @param {string[]} urls the one media port that answers; none where there is no sound and picture
 * @param {boolean} hasRelay
 * @returns {Promise<Result>}
 */
export async function checkDirect(urls, hasRelay) {
  const [url] = urls;
  if (url === undefined) return { state: "untested", sentence: "Not tested: this server has no sound and picture at present." };
  return directInWords(await answersAt(url), url.split(":").at(-1) ?? "", hasRelay);
}

/**
 * @param {Found} found
 * @param {string} port
 * @param {boolean} hasRelay
 * @returns {Result}
 */
export function directInWords(found, port, hasRelay) {
  if (found === "open") return { state: "good", sentence: `UDP gets through: port ${port} of our server answered, one of those for sound and picture.` };
  if (found === "untested") return { state: "untested", sentence: "Not tested: this browser does not say whether UDP gets through. Chrome and Edge do." };
  const ask = "Ask your technician to let through the UDP ports listed below";
  return { state: "bad", sentence: `UDP does not get through: port ${port} of our server did not answer. ${ask}${hasRelay ? "; until then everything depends on the relay." : "."}` };
}

/**
 * Whether one address of the relay answers. It is asked with a made-up name: a stranger is given nothing, and that it says
 * "I do not know you" shows that the way is open.
 * @param {string} url such as "turns:relay.example:5349?transport=tcp"
 * @returns {Promise<Found>}
 */
async function reaches(url) {
  if (typeof RTCPeerConnection !== "function" || !("onicecandidateerror" in RTCPeerConnection.prototype)) return "untested";
  const peer = new RTCPeerConnection({ iceServers: [{ urls: url, username: "check", credential: "check" }], iceTransportPolicy: "relay" });
  try {
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve("shut"), WAYS_MS);
      const done = (/** @type {Found} */ found) => {
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
 * @param {string[]} urls the relay's addresses; none where there is no relay
 * @returns {Promise<Result>}
 */
export async function checkRelay(urls) {
  const found = await Promise.all(urls.map(reaches));
  return relayInWords(urls.map((url, index) => [wayOf(url), found[index] ?? "untested"]));
}

/**
 * How packets travel to this address of a relay.
 * @param {string} url
 */
export function wayOf(url) {
  if (url.startsWith("turns:")) return "TLS";
  return url.endsWith("transport=tcp") ? "TCP" : "UDP";
}

/**
 * @param {[way: string, found: Found][]} results
 * @returns {Result}
 */
export function relayInWords(results) {
  const ways = (/** @type {Found} */ found) => [...new Set(results.filter((each) => each[1] === found).map(([way]) => way))].join(" and ");
  if (results.length === 0) return { state: "untested", sentence: "Not tested: there is no relay here." };
  const open = ways("open");
  const shut = ways("shut");
  if (open !== "") return { state: "good", sentence: `Our relay can be reached over ${open}${shut === "" ? "" : `, not over ${shut}`}.` };
  if (shut !== "") return { state: "bad", sentence: `Our relay cannot be reached over ${shut}.` };
  return { state: "untested", sentence: "Not tested: this browser does not say whether the relay can be reached. Chrome and Edge do." };
}
