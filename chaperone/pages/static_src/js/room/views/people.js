// The people of the room for adults: by school, teachers with their lamps, seats with what they need; long classes in pages, with a finder.

import { keepInStep, make, part, setText } from "../dom.js";
import { counted, hueOf, initials } from "../words.js";
import { dots } from "./message.js";

/**
 * @import {Part, Room, SeatRow, View} from "../frames.js"
 * @typedef {{section: HTMLElement, list: HTMLElement, summary: HTMLElement, more: HTMLElement, shown: number, drawn: Map<string, {thing: SeatRow, element: HTMLElement}>}} Group
 */

const AT_ONCE = 100;

/**
 * @param {Room} room
 * @param {(seat: SeatRow) => void} act
 * @returns {Part}
 */
export function peopleView(room, act) {
  const holder = part("people-schools");
  const finder = /** @type {HTMLInputElement} */ (part("people-find"));
  /** @type {Map<string, Group>} */
  const groups = new Map();

  finder.addEventListener("input", () => drawAll(room.view()));

  /**
   * @param {string} school
   * @param {string} name
   * @returns {Group}
   */
  function groupOf(school, name) {
    const known = groups.get(school);
    if (known !== undefined) return known;
    const list = make("ul", { class: "ch-seats" });
    const summary = make("p", { class: "ch-school__summary" });
    const more = make("button", { type: "button", class: "ch-link-button", hidden: true });
    const section = make("section", { class: "ch-school" }, make("h3", { class: "ch-school__name" }, make("bdi", {}, name)), summary, list, more);
    const group = { section, list, summary, more, shown: AT_ONCE, drawn: new Map() };
    more.addEventListener("click", () => {
      group.shown += AT_ONCE;
      drawAll(room.view());
    });
    groups.set(school, group);
    holder.append(section);
    return group;
  }

  /** @param {View} view */
  function drawAll(view) {
    const wanted = finder.value.trim().toLowerCase();
    const everybody = [...view.seats.values()];
    for (const door of view.room?.doors ?? []) {
      const seats = everybody.filter((seat) => seat.school === door.school);
      const group = groupOf(door.school, door.name);
      setText(group.summary, summaryOf(seats));
      const found = seats.filter((seat) => wanted === "" || seat.name.toLowerCase().includes(wanted)).sort(byNeed);
      keepInStep(group.list, found.slice(0, group.shown), (seat) => seat.ref, (seat) => drawSeat(seat, act), group.drawn);
      group.more.hidden = found.length <= group.shown;
      setText(group.more, `Show ${Math.min(AT_ONCE, found.length - group.shown)} more`);
    }
  }

  return {
    draw(view, before) {
      if (view.seats === before.seats && view.room?.doors === before.room?.doors) return;
      part("people-finder").hidden = view.seats.size < 12;
      drawAll(view);
    },
  };
}

/**
 * Hands first, then who was sent back, waits, is inside; at the end those who have not come.
 * @param {SeatRow} one
 * @param {SeatRow} other
 */
function byNeed(one, other) {
  return Number(other.hand) - Number(one.hand) || rank(one) - rank(other) || one.name.localeCompare(other.name);
}

/** @param {SeatRow} seat */
function rank(seat) {
  if (seat.place === "removed") return 4;
  if (seat.place === "inside") return seat.connected ? 2 : 1;
  return seat.connected ? 0 : 3;
}

/**
 * @param {SeatRow} seat
 * @returns {string} where the seat stands, in a few words; nothing when all is well
 */
function placeOf(seat) {
  if (seat.place === "removed") return "removed";
  if (seat.place === "returned") return "sent back to waiting";
  if (seat.place === "inside") return seat.connected ? "" : "connection lost";
  return !seat.connected ? "not here yet" : seat.agreed ? "at the door" : "reading the rules";
}

/** @param {SeatRow[]} seats */
function summaryOf(seats) {
  const pupils = (/** @type {SeatRow[]} */ some) => some.reduce((sum, seat) => sum + seat.pupils, 0);
  const here = pupils(seats.filter((seat) => seat.connected && seat.place === "inside"));
  const waiting = pupils(seats.filter((seat) => seat.connected && seat.place === "waiting"));
  const agreed = pupils(seats.filter((seat) => seat.agreed));
  return [`${here} of ${counted(pupils(seats), "pupil")} inside`, waiting > 0 && `${waiting} at the door`, agreed < pupils(seats) && `${agreed} agreed`].filter(Boolean).join(" · ");
}

/**
 * @param {SeatRow} seat
 * @param {(seat: SeatRow) => void} act
 */
function drawSeat(seat, act) {
  const states = [
    placeOf(seat), seat.kind === "classroom" && `classroom screen, ${counted(seat.pupils, "pupil")}`, seat.kind === "teacher_screen" && `teacher’s screen, ${counted(seat.pupils, "pupil")}`,
    seat.muted && "chat is off",
  ].filter(Boolean);
  return make("li", { class: `ch-seat ${seat.connected ? "" : "ch-seat--away"} ${seat.hand ? "ch-seat--hand" : ""}` },
    make("span", { class: `ch-face ch-face--small ${hueOf(seat.ref)}`, "aria-hidden": "true" }, initials(seat.name)),
    make("span", { class: "ch-seat__text" },
      make("bdi", { class: "ch-seat__name" }, seat.name),
      seat.hand && make("span", { class: "ch-seat__hand" }, "hand up"),
      states.length > 0 && make("span", { class: "ch-seat__state" }, states.join(", "))),
    make("button", { type: "button", class: "ch-seat__act", "aria-label": `What to do about ${seat.name}`, title: "What to do", click: () => act(seat) }, dots()));
}
