// What all the results mean together, in one plain sentence for whoever ran the check.

/**
 * @import {Result} from "./network.js"
 * @typedef {Record<string, Result>} Results by the step's name
 * @typedef {{state: "good" | "weak" | "bad", title: string, sentence: string}} Verdict
 */

/**
 * @param {Results} results
 * @returns {Verdict}
 */
export function verdictOf(results) {
  const is = (/** @type {string} */ step, /** @type {Result["state"]} */ state) => results[step]?.state === state;
  if (is("socket", "bad")) return { state: "bad", title: "Sessions will not work from here", sentence: "Not even text gets through. Give your technician this page: the first line of the list below must be let through." };
  const noWay = is("udp", "bad") && !is("relay", "good");
  if (is("browser", "bad")) return { state: "weak", title: "Sound and picture will not work, text will", sentence: "This browser is too old for sound and picture. Use Chrome, Edge, Firefox or Safari of the last two years, or take part by text." };
  if (noWay) return { state: "weak", title: "Sound and picture will not work, text will", sentence: "This network holds sound and picture back. Tell your technician to let through what is listed below, then run this check again." };
  if (is("speed", "bad") || is("speed", "weak")) return { state: "weak", title: "Text will work, pictures may not", sentence: "The line is slow at this moment. Choose “Sound only” or “Text only” in the room, or use another network." };
  const devices = ["camera", "microphone", "speaker"].filter((step) => is(step, "bad"));
  if (devices.length > 0) return { state: "weak", title: "The network is ready, this computer not quite", sentence: `Look at the ${devices.join(" and the ")} below. Pupils need only a speaker; a teacher can take part without a camera.` };
  const unsure = is("udp", "untested") && !is("relay", "good");
  if (unsure) return { state: "good", title: "Everything that could be tested works", sentence: "Whether sound and picture get through this network could not be tested from here; text will in any case." };
  if (is("udp", "bad")) return { state: "good", title: "Everything works, through the relay", sentence: "You can take part with text, sound and picture. This network holds the direct way back, so sound and picture go through our relay; a technician can open it with the list below." };
  return { state: "good", title: "Everything works", sentence: "You can take part with text, sound and picture from this computer on this network." };
}
