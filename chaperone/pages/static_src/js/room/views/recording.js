// For facilitators: a missing recording is never silent; why it is missing goes on record (M13).

import { openDialog } from "../../dialogs.js";
import { part } from "../dom.js";

/** @import {Part, Room} from "../frames.js" */

/**
 * @param {Room} room
 * @returns {Part}
 */
export function whyNotRecordedView(room) {
  const button = part("recording-why");
  const dialog = /** @type {HTMLDialogElement} */ (part("why-dialog"));
  const form = /** @type {HTMLFormElement} */ (part("why-form"));
  const problem = part("why-problem");

  button.addEventListener("click", () => {
    form.reset();
    problem.hidden = true;
    openDialog(dialog);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const reason = String(new FormData(form).get("reason") ?? "").trim();
    if (reason === "") return complain("Write the reason in a few words. It goes on record.");
    void room.send({ do: "explain_no_recording", reason }).then((answer) => {
      if (answer.ok) return dialog.close();
      complain([answer.sentence, answer.next_step].filter(Boolean).join(" "));
    });
  });

  /** @param {string} words */
  function complain(words) {
    problem.textContent = words;
    problem.hidden = false;
  }

  return {
    draw(view, before) {
      if (view.room === before.room && view.you === before.you) return;
      button.hidden = view.room?.media?.recording.needs_reason !== true || view.you?.role !== "facilitator" || view.room.phase === "closed";
    },
  };
}
