// A seat that is asked to answer aloud: a calm question first, the microphone only after a yes, and a strip with the way to stop.

import { openDialog } from "../../dialogs.js";
import { part, setText } from "../dom.js";
import { letGo, openDevices } from "../media/devices.js";
import { countdown, secondsUntil } from "../words.js";

/** @import {Part, Room, View} from "../frames.js" */
/** @import {Media} from "../media/media.js" */

/**
 * @param {Room} room
 * @param {Media} media
 * @returns {Part}
 */
export function speakingView(room, media) {
  const dialog = /** @type {HTMLDialogElement} */ (part("invited"));
  const yes = /** @type {HTMLButtonElement} */ (part("invited-yes"));
  const problem = part("invited-problem");
  const strip = part("speaking");
  let agreeing = false;
  let putAway = false;

  yes.addEventListener("click", () => void agree());
  part("speaking-stop").addEventListener("click", () => void room.send({ do: "end_speaking", seat: "" }));
  part("invited-no").addEventListener("click", () => {
    dialog.close();
  });
  // Esc is a "not now" too.
  dialog.addEventListener("close", () => {
    if (!agreeing && !putAway && room.view().you?.speaking?.state === "invited") void room.send({ do: "end_speaking", seat: "" });
  });

  async function agree() {
    agreeing = true;
    yes.disabled = true;
    problem.hidden = true;
    // The browser asks first, so that nobody waits for a microphone that is not there.
    const { stream, problem: why } = await openDevices({ camera: false, microphone: true });
    if (stream === null) return complain(why);
    const answer = await room.send({ do: "accept_to_speak" });
    if (!answer.ok) {
      letGo(stream);
      return complain([answer.sentence, answer.next_step].filter(Boolean).join(" "));
    }
    dialog.close();
    whenSpeaking(() => media.useCamera(stream), () => letGo(stream));
  }

  /**
   * "Done" may come before the frame that says so.
   * @param {() => void} then
   * @param {() => void} otherwise
   */
  function whenSpeaking(then, otherwise, tries = 40) {
    const begun = room.view().you?.speaking?.state === "speaking";
    if (!begun && tries > 0) return void setTimeout(() => whenSpeaking(then, otherwise, tries - 1), 50);
    agreeing = false;
    yes.disabled = false;
    if (begun) then();
    else otherwise();
  }

  /** @param {string} words */
  function complain(words) {
    agreeing = false;
    yes.disabled = false;
    problem.textContent = `${words} You can also write your answer in the chat.`;
    problem.hidden = false;
  }

  /** @param {View} view */
  function draw(view) {
    const speaking = view.you?.speaking ?? null;
    const inside = view.you?.place === "inside" && view.room?.paused == null && view.room?.phase !== "closed";
    if (speaking?.state === "invited" && inside) {
      if (!dialog.open && !agreeing && document.querySelector("dialog[open]") === null) {
        setText(part("invited-by"), askerOf(view, speaking.by));
        problem.hidden = true;
        openDialog(dialog);
      }
    } else if (dialog.open) {
      // The room paused, or it is too late: nobody has said no.
      putAway = true;
      dialog.close();
      setTimeout(() => (putAway = false));
    }
    strip.hidden = speaking?.state !== "speaking" || !inside;
    tick(view);
  }

  /** @param {View} view */
  function tick(view) {
    const left = secondsUntil(view, view.you?.speaking?.until ?? null);
    setText(part("speaking-left"), left === null ? "" : countdown(left));
    setText(part("speaking-words"), view.own.feeds.camera === undefined ? "Getting your microphone ready…" : "Everybody hears you");
  }

  setInterval(() => strip.hidden || tick(room.view()), 500);
  return {
    draw(view, before) {
      if (view.you !== before.you || view.room !== before.room || view.own !== before.own) draw(view);
    },
  };
}

/**
 * @param {View} view
 * @param {string | undefined} by
 */
function askerOf(view, by) {
  return view.room?.adults.find((adult) => adult.ref === by || adult.name === by)?.name ?? "An adult";
}
