// The conversation: draws what is new, keeps the reader's place, and never holds more than a few hundred messages in the page.

import { announcer } from "../announce.js";
import { keepInStep, make, maybePart, part } from "../dom.js";
import { isMine } from "../store.js";
import { counted } from "../words.js";
import { drawMessage, spoken } from "./message.js";

/**
 * @import {Item, Part, Room, View} from "../frames.js"
 * @typedef {{item: Item, joined: boolean}} Line
 */

const MOST_SHOWN = 500;
const EARLIER_STEP = 200;
const NEAR_END_PX = 90;
const HUSH_MS = 1500;
const JOINED_WITHIN_MS = 4 * 60 * 1000;

/**
 * @param {Room} room
 * @param {(item: Item) => void} [act] opens what an adult may do about a message; left out where nothing may be done
 * @returns {Part}
 */
export function chatView(room, act) {
  const scroller = part("talk");
  const list = part("talk-list");
  const pendingList = part("talk-pending");
  const jump = part("talk-jump");
  const earlier = part("talk-earlier");
  const empty = maybePart("talk-empty");
  const say = announcer(part("announcements"));
  /** @type {Map<string, {thing: Line, element: HTMLElement}>} */
  const drawn = new Map();
  /** @type {Map<number, Line>} */
  let lines = new Map();
  let atEnd = true;
  let unseen = 0;
  let hushedUntil = Infinity; // while what was said before we came is being shown
  let more = 0; // earlier messages the reader asked for
  /** @type {Set<number>} */
  const heard = new Set(); // what was announced or counted already

  scroller.addEventListener("scroll", () => {
    atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
    if (atEnd) sawAll();
  }, { passive: true });
  jump.addEventListener("click", () => toEnd());
  earlier.addEventListener("click", () => {
    more += EARLIER_STEP;
    const before = scroller.scrollHeight - scroller.scrollTop;
    drawList(room.view());
    scroller.scrollTop = scroller.scrollHeight - before;
  });
  new ResizeObserver(() => atEnd && toEnd()).observe(scroller);

  function sawAll() {
    unseen = 0;
    more = 0;
    jump.hidden = true;
  }

  function toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
    atEnd = true;
    sawAll();
  }

  /** @param {View} view */
  function drawList(view) {
    // While somebody reads further up, nothing above them is taken away.
    const cap = MOST_SHOWN + more + (atEnd ? 0 : unseen);
    const from = Math.max(0, view.talk.length - cap);
    const shown = view.talk.slice(from);
    const next = new Map();
    const things = shown.map((item, index) => {
      const joined = follows(shown[index - 1], item);
      const old = lines.get(item.key);
      const line = old !== undefined && old.item === item && old.joined === joined ? old : { item, joined };
      next.set(item.key, line);
      return line;
    });
    lines = next;
    earlier.hidden = from === 0;
    if (empty !== null) empty.hidden = view.talk.length + view.pending.length > 0;
    keepInStep(list, things, (line) => String(line.item.key), (line) => drawMessage(line.item, line.joined, isMine(view, line.item), room, act), drawn);
  }

  /** @param {View} view */
  function drawPending(view) {
    pendingList.replaceChildren(
      ...view.pending.filter((each) => each.what === "say").map((each) =>
        make("li", { class: "ch-message ch-message--mine ch-message--pending" },
          make("div", { class: "ch-message__bubble" }, make("p", { class: "ch-message__text", dir: "auto" }, each.text)),
          make("p", { class: "ch-message__note" }, each.late || view.link !== "live" ? "Not sent yet. It goes as soon as the connection is back." : "Sending…"))),
    );
  }

  return {
    draw(view, before) {
      if (hushedUntil === Infinity && view.you !== null) hushedUntil = Date.now() + HUSH_MS;
      if (view.talk !== before.talk || view.you !== before.you) {
        const fresh = view.talk.filter((item) => !heard.has(item.key));
        for (const item of fresh) heard.add(item.key);
        const others = fresh.filter((item) => !isMine(view, item));
        if (!atEnd) unseen += others.length;
        drawList(view);
        // What was said before we came is not read out.
        if (Date.now() > hushedUntil) for (const item of others) say.message(spoken(item));
        jump.hidden = atEnd || unseen === 0;
        jump.textContent = `${counted(unseen, "new message")} ↓`;
        if (fresh.some((item) => isMine(view, item))) atEnd = true;
      }
      if (view.pending !== before.pending || view.link !== before.link) drawPending(view);
      if (atEnd) toEnd();
    },
  };
}

/**
 * @param {Item | undefined} earlier
 * @param {Item} item
 * @returns {boolean} whether the same person simply went on talking
 */
function follows(earlier, item) {
  return earlier !== undefined && earlier.from.ref === item.from.ref && earlier.kind === "said" && item.kind === "said" && !earlier.removed && !item.removed
    && Date.parse(item.at) - Date.parse(earlier.at) < JOINED_WITHIN_MS;
}
