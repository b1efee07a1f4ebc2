// The room for an adult: facilitator, speaker, teacher, safeguarding lead.

import { openDialog } from "../dialogs.js";
import { part } from "./dom.js";
import { watchKeys } from "./keys.js";
import { mediaOf } from "./media/room_media.js";
import { openRoom, readBoot, titleView } from "./room.js";
import { actDialog } from "./views/act.js";
import { chatView } from "./views/chat.js";
import { composerView } from "./views/composer.js";
import { doorsView, tickCountdowns } from "./views/doors.js";
import { lampsView, pupilCountView } from "./views/lamps.js";
import { peopleView } from "./views/people.js";
import { adultsView, appealsView, heldView, questionsView, tabsView } from "./views/queue.js";
import { whyNotRecordedView } from "./views/recording.js";
import { statusView } from "./views/status.js";

/** @import {Item, Part, Room} from "./frames.js" */

const MAY_ACT = new Set(["facilitator", "teacher", "speaker"]);

const room = openRoom(readBoot(), (room) => {
  const act = actDialog(room);
  const aboutMessage = (/** @type {Item} */ item) => act.aboutMessage(item);
  return [
    lampsView(part("lamps")),
    pupilCountView(part("pupil-count")),
    statusView(room, { forAdults: true }),
    doorsView(room),
    chatView(room, MAY_ACT.has(room.boot.role) ? aboutMessage : undefined),
    composerView(room),
    peopleView(room, (seat) => act.aboutSeat(seat)),
    heldView(room, (held, what) => act.aboutHeld(held, what)),
    appealsView((appeal) => act.aboutAppeal(appeal)),
    questionsView(room),
    adultsView(room),
    tabsView(part("tabs")),
    ...mediaOf(room).parts,
    whyNotRecordedView(room),
    titleView(),
    endView(room),
  ];
});

watchKeys();
tickCountdowns(room.view);

/**
 * Ending the session, and what an adult sees once it has ended.
 * @param {Room} room
 * @returns {Part}
 */
function endView(room) {
  const button = part("end");
  const dialog = /** @type {HTMLDialogElement} */ (part("end-dialog"));
  const problem = part("end-problem");
  const over = part("over");
  button.addEventListener("click", () => openDialog(dialog));
  part("end-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void room.send({ do: "end" }).then((answer) => {
      problem.hidden = answer.ok;
      if (answer.ok) return dialog.close();
      problem.textContent = [answer.sentence, answer.next_step].filter(Boolean).join(" ");
    });
  });
  return {
    draw(view) {
      const ended = view.room?.phase === "closed" || view.bye?.why === "ended";
      button.hidden = view.you?.role !== "facilitator" || ended;
      if (over.hidden && ended) {
        over.hidden = false;
        over.querySelector("h2")?.focus();
      }
    },
  };
}
