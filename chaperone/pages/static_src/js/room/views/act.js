// "What to do": one dialog for everything an adult may do about a seat, a message or a held message, with its consequence and a reason.

import { openDialog } from "../../dialogs.js";
import { make, part } from "../dom.js";
import { mayAsk, speakingOf } from "./asking.js";

/**
 * @import {AppealItem, Command, HeldItem, Item, Room, SeatRow} from "../frames.js"
 * @typedef {{key: string, title: string, note: string, command: (reason: string) => Command, reason: "needed" | "none", grave?: boolean}} Choice
 */

/** @param {Room} room */
export function actDialog(room) {
  const dialog = /** @type {HTMLDialogElement} */ (part("act"));
  const form = /** @type {HTMLFormElement} */ (part("act-form"));
  const choicesAt = part("act-choices");
  const reasonAt = part("act-reason");
  const problem = part("act-problem");
  const button = /** @type {HTMLButtonElement} */ (part("act-send"));
  /** @type {Choice[]} */
  let choices = [];

  const chosen = () => choices.find((choice) => choice.key === new FormData(form).get("choice"));
  form.addEventListener("change", showReason);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void carryOut();
  });

  function showReason() {
    const choice = chosen();
    reasonAt.hidden = choice?.reason !== "needed";
    button.disabled = choice === undefined;
    button.classList.toggle("ch-button--warning", choice?.grave === true);
  }

  async function carryOut() {
    const choice = chosen();
    if (choice === undefined) return;
    const reason = String(new FormData(form).get("reason") ?? "").trim();
    if (choice.reason === "needed" && reason === "") return complain("Write the reason in a few words. It goes on record.");
    button.disabled = true;
    const answer = await room.send(choice.command(reason));
    button.disabled = false;
    if (answer.ok) return dialog.close();
    complain([answer.sentence, answer.next_step].filter(Boolean).join(" "));
  }

  /** @param {string} words */
  function complain(words) {
    problem.textContent = words;
    problem.hidden = false;
    reasonAt.querySelector("input")?.focus();
  }

  /**
   * @param {string} title
   * @param {string} quote the words it is about, if any
   * @param {Choice[]} offered
   */
  function ask(title, quote, offered) {
    choices = offered;
    form.reset();
    part("act-title").replaceChildren(make("bdi", {}, title));
    const quoteAt = part("act-quote");
    quoteAt.textContent = quote;
    quoteAt.hidden = quote === "";
    problem.hidden = true;
    choicesAt.replaceChildren(...choices.map((choice) => make("label", { class: "ch-choice" },
      make("input", { type: "radio", name: "choice", value: choice.key, checked: choices.length === 1 }),
      make("span", { class: "ch-choice__title" }, choice.title), make("span", { class: "ch-choice__note" }, choice.note))));
    showReason();
    openDialog(dialog);
  }

  return {
    /** @param {SeatRow} seat */
    aboutSeat(seat) {
      ask(seat.name, "", [...aloudChoices(room, seat), ...seatChoices(room, seat)]);
    },
    /** @param {Item} item */
    aboutMessage(item) {
      const seat = room.view().seats.get(item.from.ref);
      ask(item.from.name, item.text, [takeOff(item), ...(seat ? [...aloudChoices(room, seat), ...seatChoices(room, seat)] : [])]);
    },
    /** @param {AppealItem} appeal */
    aboutAppeal(appeal) {
      ask(appeal.from.name, appeal.words, answers(appeal));
    },
    /**
     * @param {HeldItem} held
     * @param {"release" | "withhold"} what
     */
    aboutHeld(held, what) {
      const shows = what === "release";
      ask(held.from.name, held.text, [{
        key: what, title: shows ? "Show it to the room" : "Do not show it", note: shows ? "Everybody inside will see it." : "Only the sender is told. The record keeps it.",
        reason: "needed", command: (reason) => ({ do: what, message: held.key, reason }),
      }]);
    },
  };
}

/**
 * @param {AppealItem} appeal
 * @returns {Choice[]}
 */
function answers(appeal) {
  const answer = (/** @type {boolean} */ fine, why = "") => ({ do: "answer_appeal", appeal: appeal.key, fine, why });
  const fine = appeal.mayBeShown
    ? { title: "It is fine: show it", note: "Everybody inside sees it, under their name." }
    : { title: "They did nothing wrong", note: "They are told so. Numbers, addresses, accounts and passwords are still never shown." };
  return [
    { key: "fine", ...fine, reason: "none", command: () => answer(true) },
    { key: "personal", title: "It has something personal in it", note: "They are asked to say it without.", reason: "none", command: () => answer(false, "personal") },
    { key: "hurtful", title: "It could hurt somebody", note: "They are asked to find other words.", reason: "none", command: () => answer(false, "hurtful") },
    { key: "reworded", title: "Nearly: other words, and it can go", note: "They can try again.", reason: "none", command: () => answer(false, "reworded") },
    { key: "elsewhere", title: "Not for this session", note: "They are told that their teacher is happy to talk about it.", reason: "none", command: () => answer(false, "elsewhere") },
  ];
}

/**
 * @param {Item} item
 * @returns {Choice}
 */
function takeOff(item) {
  return { key: "remove_message", title: "Take this message off the screen", note: "Nobody sees it any more. The record keeps it.", reason: "needed", command: (reason) => ({ do: "remove_message", message: item.key, reason }) };
}

/**
 * @param {Room} room
 * @param {SeatRow} seat
 * @returns {Choice[]}
 */
function aloudChoices(room, seat) {
  if (!mayAsk(room.view(), seat)) return [];
  const speaking = speakingOf(room.view(), seat.ref);
  if (speaking !== undefined) {
    return [{ key: "end_speaking", title: speaking.state === "speaking" ? "End their answer" : "Take back the question to answer aloud", note: "Nobody hears them any more. They can go on writing.", reason: "none", command: () => ({ do: "end_speaking", seat: seat.ref }) }];
  }
  if (seat.place !== "inside" || !seat.connected || seat.kind === "teacher_screen") return [];
  return [{ key: "invite_to_speak", title: "Ask to answer aloud", note: "They may say no. If they say yes, everybody hears their voice for one answer; never their picture.", reason: "none", command: () => ({ do: "invite_to_speak", seat: seat.ref }) }];
}

/**
 * @param {Room} room
 * @param {SeatRow} seat
 * @returns {Choice[]}
 */
function seatChoices(room, seat) {
  /** @type {Choice[]} */
  const choices = [];
  const isSeen = room.view().room?.media?.feeds.some((feed) => feed.ref === seat.ref && feed.kinds.includes("camera")) ?? false;
  if (seat.hand) choices.push({ key: "lower_hand", title: "Lower the hand", note: "They can raise it again.", reason: "none", command: () => ({ do: "lower_hand", seat: seat.ref }) });
  if (seat.place === "returned") choices.push({ key: "admit_seat", title: "Let them in again", note: "They come back into the room.", reason: "none", command: () => ({ do: "admit_seat", seat: seat.ref }) });
  if (seat.place !== "removed") {
    choices.push(seat.muted
      ? { key: "unmute", title: "Switch their chat on again", note: "They can write to the room.", reason: "none", command: () => ({ do: "mute", seat: seat.ref, muted: false }) }
      : { key: "mute", title: isSeen ? "Switch their chat and camera off" : "Switch their chat off", note: "They still see the room, can raise a hand, and can say “I’m worried”.", reason: "none", command: () => ({ do: "mute", seat: seat.ref, muted: true }) });
  }
  if (seat.place === "inside") choices.push({ key: "return_seat", title: "Back to the waiting room", note: "They see that an adult asked them to wait, not your words. You can let them in again.", reason: "needed", command: (reason) => ({ do: "return_seat", seat: seat.ref, reason }) });
  if (seat.place !== "removed") choices.push({ key: "remove", title: "Remove for the rest of the session", note: "Their code stops working. The teacher is told why.", reason: "needed", grave: true, command: (reason) => ({ do: "remove", who: seat.ref, reason }) });
  return choices;
}
