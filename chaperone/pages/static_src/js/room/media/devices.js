// Camera, microphone and screen of this computer; whatever goes wrong with them in one plain sentence and the next step.

import { CAMERA_PICTURE, PUPIL_PICTURE, SCREEN_PICTURE } from "./descriptions.js";

/**
 * @typedef {"camera" | "microphone"} Device
 * @typedef {{camera: string, microphone: string, speaker: string}} Chosen ids of devices; empty for the browser's own choice
 * @typedef {{camera: boolean | "small", microphone: boolean}} Wanted "small" is a pupil's picture
 * @typedef {{stream: MediaStream | null, problem: string}} Opened
 */

const REMEMBERED = "chaperone-devices";
const NAMES = { camera: "camera", microphone: "microphone" };

/** @returns {boolean} whether this browser can do sound and picture at all */
export function canReceive() {
  return typeof RTCPeerConnection === "function" && typeof MediaStream === "function";
}

/** @returns {boolean} whether this browser lets a page ask for camera and microphone */
export function canSend() {
  return canReceive() && navigator.mediaDevices !== undefined && "getUserMedia" in navigator.mediaDevices;
}

/** @returns {boolean} whether a screen or window can be shared from here; phones cannot */
export function canShare() {
  return canSend() && "getDisplayMedia" in navigator.mediaDevices;
}

/** @returns {Chosen} what was chosen in this tab; it is forgotten with the tab */
export function chosenDevices() {
  try {
    return { camera: "", microphone: "", speaker: "", ...JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "{}") };
  } catch {
    return { camera: "", microphone: "", speaker: "" };
  }
}

/** @param {Chosen} chosen */
export function rememberDevices(chosen) {
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify(chosen));
  } catch {
    // A browser that keeps nothing is asked again next time.
  }
}

/**
 * Opens what is wanted; when only a part can be had, that part, and the reason for the rest.
 * @param {Wanted} wanted
 * @param {Chosen} [chosen]
 * @returns {Promise<Opened>}
 */
export async function openDevices(wanted, chosen = chosenDevices()) {
  if (!canSend()) return { stream: null, problem: "This browser cannot use a camera or microphone here. Chrome, Edge, Firefox or Safari of the last two years can, on an address that begins with https." };
  try {
    return { stream: await navigator.mediaDevices.getUserMedia(asked(wanted, chosen)), problem: "" };
  } catch (error) {
    if (!(wanted.camera && wanted.microphone)) return { stream: null, problem: deviceProblem(error, wanted.camera ? "camera" : "microphone") };
    return openOne(error, chosen);
  }
}

/**
 * Both were wanted and cannot be had together: perhaps one of them can.
 * @param {unknown} error
 * @param {Chosen} chosen
 * @returns {Promise<Opened>}
 */
async function openOne(error, chosen) {
  if (isDenied(error)) return { stream: null, problem: deviceProblem(error, "camera", "camera and microphone") };
  const sound = await openDevices({ camera: false, microphone: true }, chosen);
  if (sound.stream !== null) return { stream: sound.stream, problem: deviceProblem(error, "camera") };
  const picture = await openDevices({ camera: true, microphone: false }, chosen);
  return picture.stream !== null ? { stream: picture.stream, problem: sound.problem } : { stream: null, problem: deviceProblem(error, "camera", "camera and microphone") };
}

/**
 * @param {Wanted} wanted
 * @param {Chosen} chosen
 * @returns {MediaStreamConstraints}
 */
function asked(wanted, chosen) {
  // "ideal": a device that is gone since it was chosen must not stand in the way of another.
  return {
    video: wanted.camera !== false && { ...(wanted.camera === "small" ? PUPIL_PICTURE : CAMERA_PICTURE), ...(chosen.camera && { deviceId: { ideal: chosen.camera } }) },
    audio: wanted.microphone && { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...(chosen.microphone && { deviceId: { ideal: chosen.microphone } }) },
  };
}

/** @returns {Promise<Opened>} a screen or window; without a problem when they changed their mind */
export async function openScreen() {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: SCREEN_PICTURE, audio: true });
    for (const track of stream.getVideoTracks()) track.contentHint = "detail";
    return { stream, problem: "" };
  } catch (error) {
    if (isDenied(error) && !/system/i.test(String(error))) return { stream: null, problem: "" };
    return { stream: null, problem: "The screen could not be shared. Choose a single window instead, or allow the browser to record the screen in this computer’s settings." };
  }
}

/** @param {unknown} error */
function isDenied(error) {
  return error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "SecurityError");
}

/**
 * @param {unknown} error what getUserMedia threw
 * @param {Device} device
 * @param {string} [name] when more than one was asked for
 * @returns {string} what is wrong, and what to do
 */
export function deviceProblem(error, device, name = NAMES[device]) {
  const kind = error instanceof DOMException ? error.name : "";
  if (kind === "NotAllowedError" && /system/i.test(String(error))) return `This computer does not let the browser use the ${name}. Allow it in the computer’s privacy settings, then try again.`;
  if (kind === "NotAllowedError" || kind === "SecurityError") return `The browser does not let this page use the ${name}. Press the sign beside the address, allow it, then try again.`;
  if (kind === "NotFoundError" || kind === "OverconstrainedError") return `No ${name.replace(" and ", " or ")} was found. Plug one in, then try again.`;
  if (kind === "NotReadableError" || kind === "AbortError") return `The ${name} is in use by another program. Close that program, then try again.`;
  return `The ${name} could not be started. Unplug it and plug it in again, or try another browser.`;
}

/** @param {Device} device */
export function unpluggedProblem(device) {
  return `Your ${NAMES[device]} was unplugged or switched off. Plug it in, or choose another under “Devices”.`;
}

/** @returns {Promise<MediaDeviceInfo[]>} what there is to choose from; names are only known once one was allowed */
export async function knownDevices() {
  try {
    return await navigator.mediaDevices.enumerateDevices();
  } catch {
    return [];
  }
}

/** @param {MediaStream | null} stream */
export function letGo(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/**
 * How loud a stream is, ten times a second, for a level meter.
 * @param {MediaStream} stream
 * @param {(level: number) => void} show between 0 and 1
 * @returns {() => void} ends it
 */
export function watchLevel(stream, show) {
  if (stream.getAudioTracks().length === 0 || typeof AudioContext !== "function") return () => undefined;
  const context = new AudioContext();
  const ear = context.createAnalyser();
  ear.fftSize = 512;
  context.createMediaStreamSource(stream).connect(ear);
  const samples = new Float32Array(ear.fftSize);
  const timer = setInterval(() => {
    ear.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // From -60 decibels (a quiet room) to -10 (a voice nearby).
    show(Math.max(0, Math.min(1, (10 * Math.log10(power + 1e-9) + 60) / 50)));
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
