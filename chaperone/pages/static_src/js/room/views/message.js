// One message of the conversation as it looks.

import { make } from "../dom.js";
import { ROLE_NAMES, clockIn, hueOf, initials, isAdultRole } from "../words.js";

/** @import {From, Item, Room} from "../frames.js" */

const ASKS_ADULTS = new Set(["pupil", "classroom"]);

/**
 * @param {From} from
 * @returns {HTMLElement} a disc with initials; an adult's wears a lamp
 */
export function face(from) {
  const adult = isAdultRole(from.role);
  return make("span", { class: `ch-face ${adult ? "ch-face--adult" : hueOf(from.ref)}`, "aria-hidden": "true" }, initials(from.name));
}

/**
 * @param {From} from
 * @returns {HTMLElement} name, and what an adult is
 */
export function byline(from) {
  const role = from.role === "pupil" ? "" : ROLE_NAMES[from.role];
  return make("span", { class: "ch-byline" }, make("bdi", { class: "ch-byline__name" }, from.name), role && make("span", { class: "ch-byline__role" }, role));
}

/**
 * @param {Item} item
 * @param {boolean} joined it follows another of the same person: name and face are not repeated
 * @param {boolean} mine
 * @param {Room} room
 * @param {((item: Item) => void) | undefined} act
 * @returns {HTMLElement}
 */
export function drawMessage(item, joined, mine, room, act) {
  if (item.removed) return make("li", { class: "ch-message ch-message--gone" }, make("p", { class: "ch-message__note" }, "A message was taken off the screen."));
  if (item.kind === "holding" || item.kind === "withheld") return drawKept(item, room);
  if (item.kind === "asked" || item.kind === "answered") return drawAsked(item);
  if (item.kind === "routed") return drawRouted(item);
  if (item.kind === "confided") return drawConfided(item, room);
  const at = clockIn(room.boot.timezone)(item.at);
  const adult = isAdultRole(item.from.role);
  const kinds = ["ch-message", joined && "ch-message--joined", mine && "ch-message--mine", adult && "ch-message--adult", item.kind === "question" && "ch-message--question"];
  return make("li", { class: kinds.filter(Boolean).join(" ") },
    !joined && !mine && face(item.from),
    make("div", { class: "ch-message__bubble" },
      make("p", { class: joined ? "govuk-visually-hidden" : "ch-message__head" },
        item.kind === "question" && make("span", { class: "ch-message__kind" }, "Question from"),
        byline(mine && item.kind !== "question" && item.from.role !== "classroom" && room.boot.role !== "teacher_screen" ? { ...item.from, name: "You", role: "" } : item.from),
        make("time", { class: "ch-message__at", datetime: item.at }, at)),
      make("p", { class: "ch-message__text", dir: "auto" }, item.text)),
    act && make("button", {
      type: "button", class: "ch-message__act", "aria-label": `What to do about this message from ${item.from.name}`, title: "What to do about this", click: () => act(item),
    }, dots()));
}

/**
 * Our own words that only we see: an adult is looking, or has decided.
 * @param {Item} item
 * @param {Room} room
 */
function drawKept(item, room) {
  const asked = item.notes !== undefined;
  const held = asked ? "You said that this is fine. An adult is looking at it." : "Only you can see this. An adult is looking at it first. You can go on meanwhile.";
  const note = item.kind === "holding" ? held : "An adult decided not to show this. You can say it another way, or ask your teacher afterwards.";
  return make("li", { class: `ch-message ch-message--mine ch-message--${item.kind}` },
    bubble(item),
    make("p", { class: "ch-message__note" }, note, " ",
      item.kind === "holding" && !asked && ASKS_ADULTS.has(room.boot.role) && item.id !== undefined && fineButton(room, item.id, "This is fine")));
}

/**
 * Our own refused words that an adult was asked about, and what came of it.
 * @param {Item} item
 */
function drawAsked(item) {
  return make("li", { class: `ch-message ch-message--mine ch-message--${item.kind}` },
    bubble(item),
    make("p", { class: "ch-message__note" }, item.text === "" ? "You asked an adult about a message" : "Not shown. You asked an adult about it"),
    make("div", { class: "ch-message__next", role: "status" }, ...(item.notes ?? []).map((note) => make("p", {}, note))));
}

/** @param {Item} item */
function bubble(item) {
  return item.text !== "" && make("div", { class: "ch-message__bubble" }, make("p", { class: "ch-message__text", dir: "auto" }, item.text));
}

/**
 * One tap that puts our own words before an adult.
 * @param {Room} room
 * @param {string} of the frame they were sent in
 * @param {string} words
 * @param {() => void} [done] called when an adult has been asked
 */
export function fineButton(room, of, words, done) {
  return make("button", {
    type: "button", class: "govuk-button ch-button--secondary ch-button--small ch-ask-adult",
    click: (/** @type {MouseEvent} */ event) => {
      const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
      button.disabled = true;
      void room.send({ do: "appeal", of }).then((answer) => {
        if (answer.ok) return done?.();
        button.replaceWith(make("span", { role: "alert" }, [answer.sentence, answer.next_step].filter(Boolean).join(" ")));
      });
    },
  }, words);
}

/**
 * Our own words, told in confidence, and under them what happens next.
 * @param {Item} item
 */
function drawRouted(item) {
  return make("li", { class: "ch-message ch-message--mine ch-message--routed" },
    item.text !== "" && make("div", { class: "ch-message__bubble" }, make("p", { class: "ch-message__text", dir: "auto" }, item.text)),
    make("p", { class: "ch-message__note" }, "Only adults who look after you can read this"),
    make("div", { class: "ch-message__next", role: "status" }, ...(item.notes ?? []).map((note) => make("p", {}, note))));
}

/**
 * Somebody's words that only the adults who look after them are sent.
 * @param {Item} item
 * @param {Room} room
 */
function drawConfided(item, room) {
  return make("li", { class: "ch-message ch-message--routed" },
    face(item.from),
    make("div", { class: "ch-message__bubble" },
      make("p", { class: "ch-message__head" }, byline(item.from), make("time", { class: "ch-message__at", datetime: item.at }, clockIn(room.boot.timezone)(item.at))),
      make("p", { class: "ch-message__text", dir: "auto" }, item.text)),
    make("div", { class: "ch-message__next" },
      make("p", {}, make("strong", {}, "Not shown to the class. "), "The safeguarding lead has been told. Only you and the other adults in charge can read this."),
      ...(item.notes ?? []).map((note) => make("p", {}, note))));
}

/** @returns {HTMLElement} the sign for "more" */
export function dots() {
  return make("span", { class: "ch-dots", "aria-hidden": "true" });
}

/**
 * @param {Item} item
 * @returns {string} how a screen reader hears it
 */
export function spoken(item) {
  if (item.removed) return "A message was taken off the screen";
  if (item.kind === "confided") return `A message for the safeguarding lead, not shown to the class, from ${item.from.name}`;
  return item.kind === "question" ? `Question from ${item.from.name}: ${item.text}` : `${item.from.name}: ${item.text}`;
}
