// What everybody must know at this moment, always in sight: paused and why, not ready and why, the connection, a notice, a worry.

import { announcer } from "../announce.js";
import { make, part } from "../dom.js";

/** @import {Part, Room, View} from "../frames.js" */

const LINK_SENTENCES = {
  connecting: "", live: "",
  lost: "The connection was lost. Trying again…",
  offline: "This device is offline. What you write is kept and goes as soon as you are back.",
  gone: "",
};

/**
 * @param {Room} room
 * @param {{forAdults: boolean}} which
 * @returns {Part}
 */
export function statusView(room, { forAdults }) {
  const bands = part("bands");
  const say = announcer(part("announcements-now"));
  let told = "";

  /** @param {View} view */
  function bandsOf(view) {
    const rows = [];
    const paused = view.room?.paused;
    // A pupil's page says by itself that the session, or their part in it, is over; there is nothing to try again.
    const over = view.bye?.why === "ended" || (view.bye?.why === "removed" && !forAdults);
    if (view.link === "gone" && !over) rows.push(band("alert", "Not connected", view.linkSentence || view.bye?.sentence || "", "", again(room)));
    else if (LINK_SENTENCES[view.link]) rows.push(band("wait", "", LINK_SENTENCES[view.link], ""));
    if (paused && forAdults) rows.push(band("paused", "Paused", `${paused.sentence} Nobody can write until then.`, paused.clause));
    if (forAdults && view.room !== null) for (const sentence of view.room.unready) rows.push(band("wait", "Not ready", sentence, ""));
    if (view.worries.length > 0) rows.push(worryBand(view));
    if (view.notice !== "") rows.push(band("alert", "", view.notice, "", make("button", { type: "button", class: "ch-link-button", click: () => room.tell({ is: "~notice_read" }) }, "All right")));
    return rows;
  }

  return {
    draw(view, before) {
      if (view.room !== before.room || view.link !== before.link || view.notice !== before.notice || view.worries !== before.worries || view.bye !== before.bye || view.you !== before.you) {
        const rows = bandsOf(view);
        bands.replaceChildren(...rows);
        bands.hidden = rows.length === 0;
      }
      const now = announcementOf(view, before, forAdults);
      if (now !== "" && now !== told) say.now(now);
      told = now || told;
    },
  };
}

/**
 * @param {string} kind
 * @param {string} title
 * @param {string} sentence
 * @param {string} clause
 * @param {HTMLElement} [action]
 */
function band(kind, title, sentence, clause, action) {
  return make("div", { class: `ch-band ch-band--${kind}` },
    make("p", { class: "ch-band__text" }, title !== "" && make("strong", { class: "ch-band__title" }, title), " ", sentence, " ",
      clause !== "" && make("span", { class: "ch-clause" }, make("span", { class: "govuk-visually-hidden" }, "Policy clause "), clause)),
    action);
}

/** @param {View} view */
function worryBand(view) {
  // Who it is stands on no screen that a neighbour may see; only in the queue and on the teacher's own page.
  const lead = view.you?.role === "safeguarding_lead";
  return band("worry", "Somebody is worried", lead ? "It is in your queue of concerns." : "The safeguarding lead knows. What they wrote is on your page of this session. Stay, and be kind; you need not do anything in the room.", "U4",
    lead ? make("a", { href: "/concerns", class: "ch-band__link" }, "Open the queue") : undefined);
}

/** @param {Room} room */
function again(room) {
  return make("button", { type: "button", class: "govuk-button ch-button--secondary ch-button--small", click: () => room.reopen() }, "Try again");
}

/**
 * @param {View} view
 * @param {View} before
 * @param {boolean} forAdults
 * @returns {string} what has just become different enough to be said aloud
 */
function announcementOf(view, before, forAdults) {
  if (view.notice !== before.notice && view.notice !== "") return view.notice;
  const paused = view.room?.paused ?? null;
  const was = before.room?.paused ?? null;
  if (paused !== null && paused.sentence !== was?.sentence) return `Paused. ${paused.sentence}`;
  if (paused === null && was !== null && view.room?.phase === "open") return "The room is open again.";
  if (!forAdults) return "";
  for (const door of view.room?.doors ?? []) {
    const old = before.room?.doors.find((each) => each.school === door.school);
    if (old !== undefined && old.open !== door.open) return door.open ? `The door for ${door.name} is open.` : `The door for ${door.name} is shut. ${door.sentence}`;
  }
  if (view.held.length > before.held.length) return "A message is held for you to look at.";
  if (view.worries.length > before.worries.length) return "Somebody pressed I'm worried.";
  return "";
}
