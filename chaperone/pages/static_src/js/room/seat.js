// The room for a seat (a pupil, a classroom screen, or the teacher's own laptop on the projector).

import "../pupil.js";
import { watchKeys } from "./keys.js";
import { mediaOf } from "./media/room_media.js";
import { openRoom, readBoot, titleView } from "./room.js";
import { chatView } from "./views/chat.js";
import { composerView } from "./views/composer.js";
import { tickCountdowns } from "./views/doors.js";
import { lampsView, pupilCountView } from "./views/lamps.js";
import { ownFaceView } from "./views/own_face.js";
import { myQuestionsView } from "./views/queue.js";
import { speakingView } from "./views/speaking.js";
import { agreeForm, stageView, waitingView } from "./views/stage.js";
import { statusView } from "./views/status.js";

const room = openRoom(readBoot(), (room) => {
  const { media, parts } = mediaOf(room);
  const ownFace = ownFaceView(room, media);
  return [
    ...[...document.querySelectorAll("[data-lamps]")].map((list) => lampsView(/** @type {HTMLElement} */ (list))),
    ...[...document.querySelectorAll("[data-pupil-count]")].map((element) => pupilCountView(/** @type {HTMLElement} */ (element))),
    statusView(room, { forAdults: false }),
    waitingView(),
    stageView(),
    chatView(room),
    composerView(room),
    myQuestionsView(),
    titleView(),
    ...parts,
    speakingView(room, media),
    ...(ownFace === null ? [] : [ownFace]),
  ];
});

agreeForm(room);
watchKeys();
tickCountdowns(room.view);
for (const button of document.querySelectorAll("[data-reopen]")) button.addEventListener("click", () => room.reopen());
