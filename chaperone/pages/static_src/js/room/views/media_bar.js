// The row under the stage: own microphone, camera and screen; how it looks; what is received; whether the session is recorded.

import { openDialog } from "../../dialogs.js";
import { announcer } from "../announce.js";
import { maybePart, part, setText } from "../dom.js";
import { canReceive, canShare } from "../media/devices.js";
import { mediaNews } from "../media/news.js";

/**
 * @import {MediaState, Part, Room, View, Want} from "../frames.js"
 * @import {Media} from "../media/media.js"
 */

const NO_WEBRTC = "This browser cannot show sound and picture. The session goes on by text; Chrome, Edge, Firefox or Safari of the last two years can show both.";
const WANTS = { all: "Sound and picture", sound: "Sound only", nothing: "Text only" };
const QUALITIES = { good: "Connection good", fair: "Connection weak", poor: "Connection poor", "": "" };

/**
 * @param {Room} room
 * @param {Media} media
 * @param {{turnOn: () => void, devices: () => void, hear: () => void}} doing opens the camera's dialog; lets sound be heard
 * @returns {Part}
 */
export function mediaBarView(room, media, doing) {
  const bar = part("media");
  const say = announcer(part("announcements-media"));
  const own = () => room.view().own;
  press("media-start", doing.turnOn);
  press("media-devices", doing.devices);
  press("media-mic", () => (own().camera?.getAudioTracks().length ? media.toggle("microphone") : doing.devices()));
  press("media-camera", () => (own().camera?.getVideoTracks().length ? media.toggle("camera") : doing.devices()));
  press("media-off", () => media.stopCamera());
  press("media-share", () => (own().screen === null ? void media.shareScreen() : media.stopScreen()));
  press("media-view", () => media.own({ view: own().view === "speaker" ? "grid" : "speaker", pinned: "" }));
  press("media-fold", () => media.own({ folded: !own().folded }));
  press("sound-on", doing.hear);
  chooseWant(room, media);

  /** @param {View} view */
  function draw(view) {
    const state = view.room?.media;
    bar.hidden = state === undefined || view.room?.phase === "closed";
    if (state === undefined) return;
    const sends = view.own.camera !== null;
    const receives = state.on && canReceive();
    show("media-start", receives && !sends);
    for (const name of ["media-mic", "media-camera", "media-devices", "media-off"]) show(name, receives && sends);
    show("media-share", receives && canShare());
    // On the stage, where it would be looked for, when there is nothing of ours to see it by.
    show("media-view", receives && view.own.want === "all" && state.feeds.length > 1);
    show("media-fold", receives && view.own.want === "all" && (state.feeds.length > 0 || sends));
    show("media-want", receives);
    show("sound-on", receives && view.own.soundRefused && view.own.want !== "nothing");
    drawOwn(view);
    drawSentence(view, state);
    drawRecording(state);
  }

  return {
    draw(view, before) {
      if (view.room === before.room && view.own === before.own && view.you === before.you) return;
      draw(view);
      const news = mediaNews(view, before);
      if (news !== "") say.now(news);
    },
  };
}

/** @param {View} view */
function drawOwn(view) {
  const { micOn, cameraOn, screen, folded, want, quality } = view.own;
  tool("media-mic", micOn, micOn ? "Mute" : "Unmute");
  tool("media-camera", cameraOn, cameraOn ? "Stop camera" : "Start camera");
  tool("media-share", screen === null, screen === null ? "Share a screen or window" : "Stop sharing");
  tool("media-view", view.own.view === "speaker", view.own.view === "speaker" ? "Show all" : "Show one large");
  tool("media-fold", !folded, folded ? "Show pictures" : "Hide pictures");
  tool("media-want", true, WANTS[want]);
  const sign = part("media-quality");
  sign.hidden = quality === "";
  sign.dataset.quality = quality;
  setText(sign.querySelector("[data-words]"), QUALITIES[quality]);
}

/**
 * @param {View} view
 * @param {MediaState} state
 */
function drawSentence(view, state) {
  const problem = part("media-problem");
  setText(problem, view.own.problem);
  problem.hidden = view.own.problem === "";
  const nothingYet = state.feeds.length === 0 && view.own.camera === null;
  const sentence = !canReceive() ? NO_WEBRTC : !state.on ? state.sentence
    : view.own.want === "nothing" ? "" : nothingYet ? "Nobody has a camera or microphone on." : "";
  const note = part("media-sentence");
  setText(note, sentence);
  note.hidden = sentence === "";
}

/** @param {MediaState} state */
function drawRecording(state) {
  const sign = part("recording");
  sign.dataset.recording = state.recording.state;
  setText(sign.querySelector("[data-words]"), state.recording.sentence);
  sign.hidden = state.recording.sentence === "";
}

/**
 * "What I receive": three choices in a dialog.
 * @param {Room} room
 * @param {Media} media
 */
function chooseWant(room, media) {
  const dialog = /** @type {HTMLDialogElement} */ (part("want-dialog"));
  press("media-want", () => {
    for (const choice of dialog.querySelectorAll("input")) choice.checked = choice.value === room.view().own.want;
    openDialog(dialog);
  });
  dialog.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement) media.receive(/** @type {Want} */ (event.target.value));
  });
}

/**
 * @param {string} name
 * @param {() => void} act
 */
function press(name, act) {
  maybePart(name)?.addEventListener("click", act);
}

/**
 * @param {string} name
 * @param {boolean} shown
 */
function show(name, shown) {
  maybePart(name)?.toggleAttribute("hidden", !shown);
}

/**
 * A button says in words what pressing it will do, and by its look how things stand.
 * @param {string} name
 * @param {boolean} on
 * @param {string} label
 */
function tool(name, on, label) {
  const button = maybePart(name);
  if (button === null) return;
  button.dataset.on = String(on);
  button.title = label;
  setText(button.querySelector("[data-words]"), label);
}
