// What becomes of our own words that are not shown at once, and of those that others ask about: pieces of the store.

/** @import {Frame, Item, View} from "./frames.js" */

/**
 * @param {{at: string, from: import("./frames.js").From, text: string}} frame
 * @param {number} key
 * @param {Item["kind"]} kind
 * @returns {Item}
 */
export function item({ at, from, text }, key, kind) {
  return { key, at, from, text, kind, removed: false };
}

/**
 * Something of ours is on record: it is no longer waiting to be sent.
 * @param {View} view
 * @param {string | undefined} id
 * @returns {View}
 */
export function settle(view, id) {
  if (id === undefined || !view.pending.some((each) => each.id === id)) return view;
  const ours = view.pending.filter((each) => each.id === id);
  // The newest few are remembered: that something is on record is said before whether it waits for an adult.
  return { ...view, pending: view.pending.filter((each) => each.id !== id), settled: [...view.settled, ...ours].slice(-8) };
}

/**
 * Our own words wait for an adult: only we see them, marked so.
 * @param {View} view
 * @param {Extract<Frame, {is: "holding"}>} frame
 * @returns {View}
 */
export function holding(view, frame) {
  const ours = [...view.pending, ...view.settled].find((each) => each.id === frame.id);
  const from = view.you ?? { ref: "", name: "", role: "", school: "" };
  const waiting = { ...item({ at: "", from, text: ours?.text ?? "" }, frame.seq, "holding"), id: frame.id };
  return settle({ ...view, talk: [...view.talk, waiting] }, frame.id);
}

/**
 * Our own words went to the adults who look after us: we see what happens next. A screen before a class does not repeat the words.
 * @param {View} view
 * @param {Extract<Frame, {is: "routed"}>} frame
 * @returns {View}
 */
export function routed(view, frame) {
  const ours = [...view.pending, ...view.settled].find((each) => each.id === frame.id);
  const from = view.you ?? { ref: "", name: "", role: "", school: "" };
  const alone = from.role !== "classroom" && from.role !== "teacher_screen";
  const told = { ...item({ at: "", from, text: alone ? ours?.text ?? "" : "" }, frame.seq, "routed"), notes: [frame.sentence, frame.next_step] };
  return settle({ ...view, talk: [...view.talk, told] }, frame.id);
}

/**
 * We asked an adult: about what is held, which we see already, or about what was refused.
 * @param {View} view
 * @param {Extract<Frame, {is: "appealed"}>} frame
 * @returns {View}
 */
export function appealed(view, frame) {
  if (view.talk.some((entry) => entry.kind === "holding" && entry.id === frame.of)) {
    return { ...view, talk: view.talk.map((entry) => (entry.id === frame.of ? { ...entry, notes: [frame.sentence] } : entry)) };
  }
  const refusal = view.refusal?.id === frame.of ? view.refusal : null;
  const from = view.you ?? { ref: "", name: "", role: "", school: "" };
  const asked = { ...item({ at: "", from, text: refusal?.text ?? "" }, frame.seq, "asked"), id: frame.of, notes: [frame.sentence] };
  return { ...view, talk: [...view.talk, asked], refusal: refusal === null ? view.refusal : null };
}

/**
 * A seat asks us adults.
 * @param {View} view
 * @param {Extract<Frame, {is: "appeal"}>} frame
 * @returns {View}
 */
export function appeal(view, frame) {
  const { seq, at, from, clause, labels } = frame;
  if (frame.message > 0) return { ...view, held: view.held.map((each) => (each.key === frame.message ? { ...each, asked: true } : each)) };
  return { ...view, appeals: [...view.appeals, { key: seq, at, from, clause, labels, mayBeShown: frame.may_be_shown, words: "", marks: [] }] };
}
