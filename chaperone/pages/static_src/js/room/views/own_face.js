// A pupil's own camera, where the policy of the session allows one: they see themselves first, then decide; off at any time.

import { openDialog } from "../../dialogs.js";
import { maybePart, part } from "../dom.js";
import { letGo, openDevices } from "../media/devices.js";

/** @import {Part, Room, View} from "../frames.js" */
/** @import {Media} from "../media/media.js" */

/**
 * @param {Room} room
 * @param {Media} media
 * @returns {Part | null} null on pages of sessions in which pupils have no camera
 */
export function ownFaceView(room, media) {
  const button = maybePart("face-start");
  if (button === null) return null;
  const dialog = /** @type {HTMLDialogElement} */ (part("face"));
  const picture = /** @type {HTMLVideoElement} */ (part("face-picture"));
  const yes = /** @type {HTMLButtonElement} */ (part("face-yes"));
  const problem = part("face-problem");
  const strip = part("face-strip");
  /** @type {MediaStream | null} */
  let stream = null;

  button.addEventListener("click", () => {
    openDialog(dialog);
    void look();
  });
  part("face-again").addEventListener("click", () => void look());
  part("face-stop").addEventListener("click", () => media.stopCamera());
  yes.addEventListener("click", show);
  // However it is closed: a camera that nobody was shown is switched off.
  dialog.addEventListener("close", forget);

  async function look() {
    forget();
    say("Asking the browser for the camera…", false);
    const { stream: fresh, problem: why } = await openDevices({ camera: "small", microphone: false });
    if (!dialog.open) return letGo(fresh);
    stream = fresh;
    picture.srcObject = fresh;
    picture.hidden = fresh === null;
    yes.disabled = fresh === null;
    say(why === "" ? "" : `${why} You can take part without a camera.`, true);
  }

  /**
   * @param {string} words
   * @param {boolean} wrong
   */
  function say(words, wrong) {
    problem.textContent = words;
    problem.hidden = words === "";
    problem.classList.toggle("ch-dialog__problem", wrong);
    part("face-again").hidden = words === "" || !wrong;
  }

  function show() {
    const shown = stream;
    stream = null;
    if (shown !== null && mayShow(room.view())) media.useCamera(shown);
    else letGo(shown);
    dialog.close();
  }

  function forget() {
    letGo(stream);
    stream = null;
    picture.srcObject = null;
    picture.hidden = true;
    yes.disabled = true;
  }

  return {
    draw(view, before) {
      if (view.you === before.you && view.room === before.room && view.own === before.own && view.link === before.link) return;
      const seen = isShown(view);
      button.hidden = seen || !mayShow(view);
      strip.hidden = !seen;
      if (dialog.open && !mayShow(view)) dialog.close();
    },
  };
}

/** @param {View} view */
function isShown(view) {
  return (view.own.camera?.getVideoTracks().length ?? 0) > 0;
}

/**
 * Inside, not paused, and not while they speak, when only their voice is sent; the server asks the same again.
 * @param {View} view
 */
function mayShow(view) {
  const { you, room, link } = view;
  return link === "live" && room?.media?.on === true && room.phase !== "closed" && room.paused === null && you?.place === "inside" && you.muted !== true && you.speaking?.state !== "speaking";
}
