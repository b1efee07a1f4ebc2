// Before an adult is seen: they see themselves, choose devices and hear that the microphone works. The same dialog later changes devices.

import { openDialog } from "../../dialogs.js";
import { make, part } from "../dom.js";
import { chosenDevices, knownDevices, letGo, openDevices, rememberDevices, watchLevel } from "../media/devices.js";

/** @import {Room} from "../frames.js" */
/** @import {Media} from "../media/media.js" */
/** @import {Chosen} from "../media/devices.js" */

/**
 * @param {Room} room
 * @param {Media} media
 * @param {() => void} speakerChanged
 */
export function setupDialog(room, media, speakerChanged) {
  const dialog = /** @type {HTMLDialogElement} */ (part("setup"));
  const picture = /** @type {HTMLVideoElement} */ (part("setup-picture"));
  const pickers = {
    camera: /** @type {HTMLSelectElement} */ (part("setup-camera")),
    microphone: /** @type {HTMLSelectElement} */ (part("setup-microphone")),
    speaker: /** @type {HTMLSelectElement} */ (part("setup-speaker")),
  };
  const both = /** @type {HTMLButtonElement} */ (part("setup-both"));
  const soundOnly = /** @type {HTMLButtonElement} */ (part("setup-sound"));
  /** @type {MediaStream | null} */
  let stream = null;
  let quiet = () => {};
  let opened = 0;

  for (const picker of Object.values(pickers)) picker.addEventListener("change", () => void changed(picker));
  both.addEventListener("click", () => use(true));
  soundOnly.addEventListener("click", () => use(false));
  part("setup-again").addEventListener("click", () => void look());
  // However it is closed: what was not used is switched off.
  dialog.addEventListener("close", forget);

  /** @returns {Chosen} */
  const chosen = () => ({ camera: pickers.camera.value, microphone: pickers.microphone.value, speaker: pickers.speaker.value });

  /** @param {HTMLSelectElement} picker */
  async function changed(picker) {
    rememberDevices(chosen());
    if (picker === pickers.speaker) speakerChanged();
    else await look();
  }

  async function look() {
    forget();
    opened += 1;
    const mine = opened;
    say("Asking the browser for the camera and the microphone…", false);
    const { stream: fresh, problem } = await openDevices({ camera: true, microphone: true });
    if (mine !== opened || !dialog.open) return letGo(fresh);
    stream = fresh;
    picture.srcObject = fresh;
    if (fresh !== null) quiet = watchLevel(fresh, (level) => (/** @type {HTMLMeterElement} */ (part("setup-level")).value = level));
    const sees = (fresh?.getVideoTracks().length ?? 0) > 0;
    picture.hidden = !sees;
    both.disabled = !sees;
    soundOnly.disabled = (fresh?.getAudioTracks().length ?? 0) === 0;
    say(problem, problem !== "");
    part("setup-again").hidden = problem === "";
    await fillPickers();
  }

  /**
   * @param {string} words
   * @param {boolean} wrong
   */
  function say(words, wrong) {
    const problem = part("setup-problem");
    problem.textContent = words;
    problem.hidden = words === "";
    problem.classList.toggle("ch-dialog__problem", wrong);
  }

  async function fillPickers() {
    const devices = await knownDevices();
    const remembered = chosenDevices();
    for (const [kind, input] of /** @type {const} */ ([["camera", "videoinput"], ["microphone", "audioinput"], ["speaker", "audiooutput"]])) {
      const some = devices.filter((device) => device.kind === input && device.deviceId !== "" && device.deviceId !== "default" && device.deviceId !== "communications");
      const track = kind === "camera" ? stream?.getVideoTracks()[0] : stream?.getAudioTracks()[0];
      const used = kind === "speaker" ? remembered.speaker : track?.getSettings().deviceId ?? remembered[kind];
      const picker = pickers[kind];
      picker.replaceChildren(make("option", { value: "" }, "The computer’s own choice"), ...some.map((device, index) => make("option", { value: device.deviceId }, device.label || `${kind} ${index + 1}`)));
      picker.value = used;
      if (picker.selectedIndex < 0) picker.value = "";
      const row = picker.closest("[data-picker]");
      row?.toggleAttribute("hidden", some.length === 0 || (kind === "speaker" && !("setSinkId" in HTMLMediaElement.prototype)));
    }
  }

  /** @param {boolean} withCamera */
  function use(withCamera) {
    const used = stream;
    if (used === null) return;
    stream = null;
    if (!withCamera) {
      for (const track of used.getVideoTracks()) {
        track.stop();
        used.removeTrack(track);
      }
    }
    rememberDevices(chosen());
    media.useCamera(used);
    dialog.close();
  }

  function forget() {
    quiet();
    quiet = () => {};
    letGo(stream);
    stream = null;
    picture.srcObject = null;
  }

  return {
    /** Opens the dialog; only now is the browser asked for anything. */
    open() {
      const sends = room.view().own.camera !== null;
      both.textContent = sends ? "Use these" : "Turn on camera and microphone";
      soundOnly.textContent = sends ? "Microphone only" : "Turn on the microphone only";
      openDialog(dialog);
      void look();
    },
  };
}
