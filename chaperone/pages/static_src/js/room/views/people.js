// The people of the room for adults: by school, teachers with their lamps, seats with what they need; long classes in pages, with a finder.

import { keepInStep, make, part, setText } from "../dom.js";
import { counted, countdown, hueOf, initials, secondsUntil } from "../words.js";
import { mayAsk, speakingOf } from "./asking.js";
import { dots } from "./message.js";

/**
 * @import {Part, Room, SeatRow, Speaking, View} from "../frames.js"
 * @typedef {{seat: SeatRow, speaking: Speaking | undefined, mayAsk: boolean, seen: boolean}} Row a seat, whether it is asked to answer aloud, whether we may ask it, and whether its camera is on
 * @typedef {{section: HTMLElement, list: HTMLElement, summary: HTMLElement, more: HTMLElement, shown: number, drawn: Map<string, {thing: Row, element: HTMLElement}>}} Group
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
  /** @type {Map<string, Row>} */
  let rows = new Map();

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

  /**
   * The same row as last time when nothing of it changed, so that it is not drawn anew.
   * @param {View} view
   * @param {SeatRow} seat
   * @returns {Row}
   */
  function rowOf(view, seat) {
    const speaking = speakingOf(view, seat.ref);
    const old = rows.get(seat.ref);
    const asks = mayAsk(view, seat);
    const seen = view.room?.media?.feeds.some((feed) => feed.ref === seat.ref && feed.kinds.includes("camera")) ?? false;
    return old !== undefined && old.seat === seat && old.speaking === speaking && old.mayAsk === asks && old.seen === seen ? old : { seat, speaking, mayAsk: asks, seen };
  }

  /** @param {View} view */
  function drawAll(view) {
    rows = new Map([...view.seats].map(([ref, seat]) => [ref, rowOf(view, seat)]));
    const wanted = finder.value.trim().toLowerCase();
    const everybody = [...view.seats.values()];
    for (const door of view.room?.doors ?? []) {
      const seats = everybody.filter((seat) => seat.school === door.school);
      const group = groupOf(door.school, door.name);
      setText(group.summary, summaryOf(seats));
      const found = seats.filter((seat) => wanted === "" || seat.name.toLowerCase().includes(wanted)).sort(byNeed);
      const shown = found.slice(0, group.shown).map((seat) => rows.get(seat.ref) ?? rowOf(view, seat));
      keepInStep(group.list, shown, (row) => row.seat.ref, (row) => drawSeat(room, row, act), group.drawn);
      group.more.hidden = found.length <= group.shown;
      setText(group.more, `Show ${Math.min(AT_ONCE, found.length - group.shown)} more`);
    }
  }

  return {
    draw(view, before) {
      if (view.seats === before.seats && view.room?.doors === before.room?.doors && view.room?.media === before.room?.media && view.room?.paused === before.room?.paused) return;
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
 * @param {Room} room
 * @param {Row} row
 * @param {(seat: SeatRow) => void} act
 */
function drawSeat(room, row, act) {
  const { seat } = row;
  const states = [
    placeOf(seat), seat.kind === "classroom" && `classroom screen, ${counted(seat.pupils, "pupil")}`, seat.kind === "teacher_screen" && `teacher’s screen, ${counted(seat.pupils, "pupil")}`,
    seat.muted && "chat is off", row.seen && "camera on, adults see it",
  ].filter(Boolean);
  return make("li", { class: `ch-seat ${seat.connected ? "" : "ch-seat--away"} ${seat.hand ? "ch-seat--hand" : ""}` },
    make("span", { class: `ch-face ch-face--small ${hueOf(seat.ref)}`, "aria-hidden": "true" }, initials(seat.name)),
    make("span", { class: "ch-seat__text" },
      make("bdi", { class: "ch-seat__name" }, seat.name),
      seat.hand && make("span", { class: "ch-seat__hand" }, "hand up"),
      states.length > 0 && make("span", { class: "ch-seat__state" }, states.join(", ")),
      drawAnswer(room, row)),
    make("button", { type: "button", class: "ch-seat__act", "aria-label": `What to do about ${seat.name}`, title: "What to do", click: () => act(seat) }, dots()));
}

/**
 * A raised hand may be answered aloud: asked, speaking, and the way to end it.
 * @param {Room} room
 * @param {Row} row
 */
function drawAnswer(room, { seat, speaking, mayAsk: may }) {
  if (speaking !== undefined) {
    const left = secondsUntil(room.view(), speaking.until);
    const until = speaking.state === "speaking" && left !== null && make("span", { class: "ch-number", "data-until": speaking.until ?? "" }, countdown(left));
    return make("span", { class: `ch-seat__aloud ch-seat__aloud--${speaking.state}` }, speaking.state === "invited" ? "asked to answer aloud" : "everybody hears them ", until,
      may && make("button", { type: "button", class: "ch-link-button", click: () => void room.send({ do: "end_speaking", seat: seat.ref }) }, speaking.state === "invited" ? "Take it back" : "End it", forEars(seat)));
  }
  if (!seat.hand || !may || !seat.connected || seat.place !== "inside" || seat.kind === "teacher_screen") return null;
  return make("button", { type: "button", class: "ch-link-button", click: () => void room.send({ do: "invite_to_speak", seat: seat.ref }) }, "Ask to answer aloud", forEars(seat));
}

/**
 * Whom a button is about, where eyes see it by its place.
 * @param {SeatRow} seat
 */
function forEars(seat) {
  return make("span", { class: "govuk-visually-hidden" }, ` ${seat.name}`);
}
