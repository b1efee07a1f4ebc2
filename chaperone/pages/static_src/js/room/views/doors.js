// For adults: each school's door, how long until it opens, why it is shut, and the way to open it early with two names.

import { make, part } from "../dom.js";
import { openDialog } from "../../dialogs.js";
import { countdown, secondsUntil } from "../words.js";

/** @import {Door, Part, Room, View} from "../frames.js" */

const MAY_OPEN_EARLY = new Set(["facilitator", "teacher"]);

/**
 * @param {Room} room
 * @returns {Part}
 */
export function doorsView(room) {
  const list = part("doors");
  const dialog = /** @type {HTMLDialogElement} */ (part("waiver"));
  const form = /** @type {HTMLFormElement} */ (part("waiver-form"));
  const problem = part("waiver-problem");
  let school = "";

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const reason = String(new FormData(form).get("reason") ?? "").trim();
    void room.send({ do: "waive", school, reason }).then((answer) => {
      if (answer.ok) return dialog.close();
      problem.textContent = [answer.sentence, answer.next_step].filter(Boolean).join(" ");
      problem.hidden = false;
    });
  });

  /** @param {Door} door */
  function openWaiver(door) {
    school = door.school;
    form.reset();
    problem.hidden = true;
    part("waiver-school").textContent = door.name;
    openDialog(dialog);
  }

  /**
   * @param {View} view
   * @param {Door} door
   */
  function drawDoor(view, door) {
    const left = door.open ? null : secondsUntil(view, door.opens_at);
    const you = view.you;
    const early = left !== null && left > 0 && you !== null && MAY_OPEN_EARLY.has(you.role) && (you.role !== "teacher" || you.school === door.school) && view.room?.waiver?.school !== door.school;
    return make("li", { class: `ch-door ${door.open ? "ch-door--open" : ""}` },
      make("span", { class: "ch-door__sign", "aria-hidden": "true" }),
      make("div", { class: "ch-door__text" },
        make("span", { class: "ch-door__name" }, "Door for ", make("bdi", {}, door.name)),
        make("span", { class: "ch-door__state" }, door.open ? (door.sentence || "Open") : left === null ? door.sentence || "Shut" : left > 0 ? "Opens in " : "Opening…",
          left !== null && left > 0 && make("strong", { class: "ch-number", "data-until": door.opens_at ?? "" }, countdown(left))),
        left !== null && left > 0 && door.sentence !== "" && make("span", { class: "ch-door__why" }, door.sentence)),
      early && make("button", { type: "button", class: "ch-link-button", click: () => openWaiver(door) }, "Open early…"));
  }

  return {
    draw(view, before) {
      if ((view.room === before.room && view.you === before.you) || view.room === null) return;
      list.replaceChildren(...view.room.doors.map((door) => drawDoor(view, door)), ...[drawWaiver(room, view)].filter((each) => each !== null));
    },
  };
}

/**
 * Somebody asks to open early: a second, different adult may agree.
 * @param {Room} room
 * @param {View} view
 */
function drawWaiver(room, view) {
  const waiver = view.room?.waiver;
  if (!waiver || view.you === null) return null;
  const door = view.room?.doors.find((each) => each.school === waiver.school);
  const mine = waiver.by === view.you.ref;
  return make("li", { class: "ch-waiver" },
    make("p", { class: "ch-waiver__text" }, make("strong", {}, make("bdi", {}, mine ? "You" : waiver.name)), mine ? " ask" : " asks", " to open the door for ", make("bdi", {}, door?.name ?? ""), " early: “", make("bdi", {}, waiver.reason), "”. ",
      mine ? "A second adult has to agree." : "If you agree, both names and the reason go on record."),
    !mine && MAY_OPEN_EARLY.has(view.you.role) && make("button", { type: "button", class: "govuk-button ch-button--secondary ch-button--small", click: () => void room.send({ do: "confirm_waiver", school: waiver.school }) }, "I agree, open it"));
}

/**
 * Lets every countdown on the page tick, by the server's clock.
 * @param {() => View} view
 */
export function tickCountdowns(view) {
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-until]")) {
      const left = secondsUntil(view(), element.getAttribute("data-until"));
      const text = left === null ? "" : countdown(left);
      if (element.textContent !== text) element.textContent = text;
    }
  }, 500);
}
