// The check before a session: one button, one step after another, one plain result. Nothing is kept and nothing is sent on.

import { canReceive, chosenDevices, letGo, openDevices, watchLevel } from "../room/media/devices.js";
import { SOCKET_MS, checkSocket, checkSpeed } from "./network.js";
import { progressIn } from "./progress.js";
import { WAYS_MS, checkDirect, checkRelay } from "./ways.js";
import { verdictOf } from "./verdict.js";

/**
 * @import {Result} from "./network.js"
 * @import {Results} from "./verdict.js"
 */

const STEPS = document.querySelectorAll("[data-step]").length;
const HEARD_LEVEL = 0.25;
const LISTEN_MS = 20_000;
const SIGNS = { good: "Works: ", weak: "Works in part: ", bad: "Does not work: ", untested: "" };

/** @type {{bytes_url: string, direct: string[], relay: string[]}} */
const facts = JSON.parse(document.getElementById("check-facts")?.textContent ?? "{}");
const start = /** @type {HTMLButtonElement} */ (find("[data-check-start]"));
const picture = /** @type {HTMLVideoElement} */ (find("[data-check-picture]"));
const meter = /** @type {HTMLMeterElement} */ (find("[data-check-level]"));

start.addEventListener("click", () => void run());
find("[data-check-print]").addEventListener("click", () => print());

/**
 * @param {string} selector
 * @returns {HTMLElement}
 */
function find(selector) {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(selector);
  return found;
}

async function run() {
  start.disabled = true;
  find("[data-check-verdict]").hidden = true;
  /** @type {Results} */
  const results = {};
  const csrf = /** @type {HTMLInputElement} */ (find("[name=csrfmiddlewaretoken]")).value;
  const progress = progressIn(find("[data-check-progress]"), STEPS);
  const one = async (/** @type {string} */ name, /** @type {() => Promise<Result>} */ check, longestMs = 0) => {
    progress.begin(titleOf(name), longestMs);
    await step(results, name, check);
    progress.over();
  };
  await one("browser", async () => checkBrowser());
  await one("socket", checkSocket, SOCKET_MS);
  await one("speed", () => checkSpeed(facts.bytes_url, csrf));
  // Both only wait for answers, so they wait together.
  progress.begin("Sound and picture, both ways", WAYS_MS, 2);
  await Promise.all([step(results, "udp", () => checkDirect(facts.direct, facts.relay.length > 0)), step(results, "relay", () => checkRelay(facts.relay))]);
  progress.over(2);
  await one("camera", checkCamera);
  await one("microphone", checkMicrophone);
  await one("speaker", checkSpeaker);
  progress.end();
  tell(results);
  start.disabled = false;
  start.textContent = "Check again";
}

/** @param {string} name of a step */
function titleOf(name) {
  return find(`[data-step="${name}"] .ch-condition__title`).textContent ?? "";
}

/**
 * @param {Results} results
 * @param {string} name
 * @param {() => Promise<Result>} check
 */
async function step(results, name, check) {
  const line = find(`[data-step="${name}"]`);
  const sentence = line.querySelector("[data-step-sentence]");
  line.dataset.state = "now";
  if (sentence !== null) sentence.textContent = "Checking…";
  const result = await check();
  results[name] = result;
  line.dataset.state = result.state;
  if (sentence !== null) sentence.textContent = SIGNS[result.state] + result.sentence;
}

/** @returns {Result} */
function checkBrowser() {
  const name = /(Edg|OPR|Firefox|CriOS|Chrome|Version)\/(\d+)/.exec(navigator.userAgent);
  const names = { Edg: "Edge", OPR: "Opera", CriOS: "Chrome", Version: "Safari" };
  const known = name === null ? "This browser" : `${names[/** @type {keyof typeof names} */ (name[1])] ?? name[1]} ${name[2]}`;
  return canReceive() ? { state: "good", sentence: `${known} can show sound and picture.` } : { state: "bad", sentence: `${known} cannot show sound and picture.` };
}

/** @returns {Promise<Result>} */
async function checkCamera() {
  const { stream, problem } = await openDevices({ camera: true, microphone: false }, chosenDevices());
  if (stream === null) return { state: "bad", sentence: problem };
  picture.hidden = false;
  picture.srcObject = stream;
  await Promise.race([new Promise((resolve) => picture.addEventListener("playing", resolve, { once: true })), pause(4000)]);
  const seen = picture.videoWidth > 0;
  await pause(1500);
  picture.hidden = true;
  picture.srcObject = null;
  letGo(stream);
  return seen ? { state: "good", sentence: "The camera shows a picture." } : { state: "bad", sentence: "The camera was opened but shows nothing. Is it covered, or in use by another program?" };
}

/** @returns {Promise<Result>} */
async function checkMicrophone() {
  const { stream, problem } = await openDevices({ camera: false, microphone: true }, chosenDevices());
  if (stream === null) return { state: "bad", sentence: problem };
  const line = find("[data-check-listen]");
  line.hidden = false;
  const heard = await new Promise((resolve) => {
    const stop = watchLevel(stream, (level) => {
      meter.value = level;
      if (level > HEARD_LEVEL) done(true);
    });
    const timer = setTimeout(() => done(false), LISTEN_MS);
    const skip = find("[data-check-skip]");
    const done = (/** @type {boolean} */ answer) => {
      clearTimeout(timer);
      stop();
      skip.onclick = null;
      resolve(answer);
    };
    skip.onclick = () => done(false);
  });
  line.hidden = true;
  letGo(stream);
  return heard ? { state: "good", sentence: "The microphone hears something." } : { state: "bad", sentence: "The microphone was opened but hears nothing. Is it switched off, or another one chosen?" };
}

/** @returns {Promise<Result>} */
async function checkSpeaker() {
  const question = find("[data-check-hear]");
  question.hidden = false;
  play();
  find("[data-check-yes]").focus();
  const heard = await new Promise((resolve) => {
    find("[data-check-yes]").onclick = () => resolve(true);
    find("[data-check-no]").onclick = () => resolve(false);
    find("[data-check-replay]").onclick = play;
  });
  question.hidden = true;
  return heard ? { state: "good", sentence: "You heard the tone." } : { state: "bad", sentence: "You did not hear the tone. Turn the volume up, or choose another speaker in the computer’s settings." };
}

/** Plays three soft notes. */
function play() {
  if (typeof AudioContext !== "function") return;
  const context = new AudioContext();
  for (const [index, hertz] of [392, 494, 587].entries()) {
    const begin = context.currentTime + index * 0.35;
    const note = context.createOscillator();
    const volume = context.createGain();
    note.frequency.value = hertz;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(0.25, begin + 0.05);
    volume.gain.linearRampToValueAtTime(0, begin + 0.6);
    note.connect(volume).connect(context.destination);
    note.start(begin);
    note.stop(begin + 0.65);
  }
  setTimeout(() => void context.close(), 2500);
}

/** @param {Results} results */
function tell(results) {
  const verdict = verdictOf(results);
  const box = find("[data-check-verdict]");
  box.dataset.state = verdict.state;
  find("[data-check-title]").textContent = verdict.title;
  find("[data-check-sentence]").textContent = verdict.sentence;
  find("[data-check-when]").textContent = `Checked on ${new Date().toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" })}.`;
  box.hidden = false;
  find("[data-check-title]").focus();
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
