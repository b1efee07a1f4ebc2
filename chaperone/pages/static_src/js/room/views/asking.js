// Who may ask a seat to answer aloud, and which seats are asked.

/** @import {SeatRow, Speaking, View} from "../frames.js" */

/**
 * A facilitator or speaker, or the seat's own teacher, while there is sound.
 * @param {View} view
 * @param {SeatRow} seat
 */
export function mayAsk(view, seat) {
  const { you, room } = view;
  if (you === null || room?.media?.on !== true || room.paused !== null) return false;
  return you.role === "facilitator" || you.role === "speaker" || (you.role === "teacher" && you.school === seat.school);
}

/**
 * @param {View} view
 * @param {string} seat
 * @returns {Speaking | undefined}
 */
export function speakingOf(view, seat) {
  return view.room?.media?.speaking.find((each) => each.seat === seat);
}
