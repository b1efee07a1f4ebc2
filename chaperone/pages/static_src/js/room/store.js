// Turns each frame into the next view of the room: a pure function, so that what the page shows can be tested without a page.

import { appeal, appealed, holding, item, routed, settle } from "./kept.js";

/**
 * @import {Frame, Local, View, Item, PendingItem, RoomState} from "./frames.js"
 * @typedef {Frame | Local} Happening
 */

/**
 * What adults are told of a message told in confidence; its findings' own sentences are for the young person.
 * @type {Record<string, string>}
 */
const SEEN_IN_CONFIDENCE = { disclosure_abuse: "It has signs of abuse or neglect.", self_harm: "It has signs of self-harm." };

/** @returns {View} the view before anything was heard */
export function emptyView() {
  return {
    link: "connecting", linkSentence: "", you: null, room: null, skew: 0, lastSeq: 0,
    seats: new Map(), talk: [], adultsTalk: [], held: [], appeals: [], questions: [], pending: [], settled: [],
    refusal: null, notice: "", worries: [], bye: null,
    ice: [], talking: new Set(), lastTalked: "", off: new Set(), own: emptyOwn(),
  };
}

/** @returns {import("./frames.js").Own} nothing sent, everything wanted */
function emptyOwn() {
  return {
    camera: null, screen: null, micOn: false, cameraOn: false, feeds: {}, want: "all", received: new Map(),
    soundRefused: false, quality: "", problem: "", view: "speaker", pinned: "", folded: false,
  };
}

/**
 * @param {View} view
 * @param {Happening} happening a frame from the server, or something local (named ~…)
 * @param {number} [clock] this browser's clock in milliseconds, needed only to learn how far it is from the server's
 * @returns {View} the next view; the same object when nothing changed
 */
export function reduce(view, happening, clock = Date.now()) {
  // A recorded frame seen before (sent again after a broken connection) must not be shown twice.
  if ("seq" in happening && happening.is !== "welcome" && happening.is !== "done") {
    if (happening.seq <= view.lastSeq) return settle(view, "id" in happening ? happening.id : undefined);
    view = { ...view, lastSeq: happening.seq };
  }
  switch (happening.is) {
    case "welcome": return { ...withRoom(view, happening.state, clock), you: happening.you, seats: seatMap(new Map(), happening.adults_only?.seats ?? []), bye: null, ice: happening.ice ?? [], talking: new Set(), off: new Set() };
    case "state": return withRoom(view, happening, clock);
    case "seats": return { ...view, seats: seatMap(view.seats, happening.seats) };
    case "place": {
      const { place, agreed, hand, muted, speaking = null } = happening;
      return view.you === null ? view : { ...view, you: { ...view.you, place, agreed, hand, muted, speaking } };
    }
    case "said": return settle({ ...view, talk: [...view.talk, item(happening, happening.seq, "said")] }, happening.id);
    case "adults": return settle({ ...view, adultsTalk: [...view.adultsTalk, item(happening, happening.seq, "said")] }, happening.id);
    case "held": return { ...view, held: [...view.held, { key: happening.seq, at: happening.at, from: happening.from, text: happening.text, findings: happening.findings, asked: false }] };
    case "holding": return holding(view, happening);
    case "confided": return { ...view, talk: [...view.talk, { ...item(happening, happening.seq, "confided"), notes: happening.findings.flatMap((finding) => SEEN_IN_CONFIDENCE[finding.label] ?? []) }] };
    case "routed": return routed(view, happening);
    case "appealed": return appealed(view, happening);
    case "appeal_answered": return { ...view, talk: view.talk.map((entry) => (entry.kind === "asked" && entry.id === happening.of ? { ...entry, kind: "answered", notes: [happening.sentence, happening.next_step].filter(Boolean) } : entry)) };
    case "appeal": return appeal(view, happening);
    case "appeal_words": return { ...view, appeals: view.appeals.map((each) => (each.key === happening.appeal ? { ...each, words: happening.words, marks: happening.marks } : each)) };
    case "appeal_over": return { ...view, appeals: view.appeals.filter((each) => each.key !== happening.appeal) };
    case "released": return released(view, happening);
    case "withheld": return { ...without(view, happening.message), talk: marked(view.talk, happening.message, "withheld") };
    case "removed": return { ...view, talk: view.talk.map((entry) => (entry.key === happening.message ? { ...entry, removed: true, text: "" } : entry)) };
    case "question": return asked(view, happening);
    case "taken": return { ...questionIs(view, happening.question, "taken"), talk: [...view.talk, item(happening, happening.seq, "question")] };
    case "set_aside": return questionIs(view, happening.question, "set_aside");
    case "worry": return { ...view, worries: [...view.worries, { concern: happening.concern, school: happening.school, seat_name: happening.seat_name }] };
    case "done": return settle(view, happening.id);
    case "refused": return refused(view, happening);
    case "talking": return { ...view, talking: changed(view.talking, happening.feed, happening.on), lastTalked: happening.on ? happening.feed : view.lastTalked };
    case "switched": return { ...view, off: changed(view.off, `${happening.feed} ${happening.kind}`, !happening.on) };
    case "notice": return { ...view, notice: happening.sentence };
    case "bye": return { ...view, bye: { why: happening.why, sentence: happening.sentence } };
    default: return local(view, happening);
  }
}

/**
 * @param {View} view
 * @param {Happening} happening
 * @returns {View}
 */
function local(view, happening) {
  switch (happening.is) {
    case "~link": return { ...view, link: happening.link, linkSentence: happening.sentence };
    case "~sending": return { ...view, refusal: null, pending: [...view.pending, { id: happening.id, what: happening.what, text: happening.text, late: false }] };
    case "~unsent": return { ...view, pending: view.pending.map((each) => (each.id === happening.id ? { ...each, late: true } : each)) };
    case "~refusal_read": return view.refusal === null ? view : { ...view, refusal: null };
    case "~notice_read": return { ...view, notice: "" };
    case "~own": return { ...view, own: { ...view.own, ...happening.change } };
    default: return view; // a frame of a newer server: nothing here knows it, and nothing breaks
  }
}

/**
 * @param {View} view
 * @param {RoomState} state
 * @param {number} clock
 * @returns {View}
 */
function withRoom(view, state, clock) {
  const { phase, paused, doors, adults, pupils_here, starts_at, now, unready, rehearsal, waiver, media } = state;
  const heard = Date.parse(now);
  const was = view.room?.media;
  return {
    ...view,
    // The same sound and picture stay the same object, so that nothing is drawn anew for them.
    room: { phase, paused, doors, adults, pupils_here, starts_at, now, unready, rehearsal, waiver, media: JSON.stringify(was) === JSON.stringify(media) ? was : media },
    skew: Number.isFinite(heard) ? heard - clock : view.skew,
  };
}

/**
 * @param {ReadonlySet<string>} set
 * @param {string} name
 * @param {boolean} within whether it belongs in it
 */
function changed(set, name, within) {
  const next = new Set(set);
  if (within) next.add(name);
  else next.delete(name);
  return next;
}

/**
 * @param {ReadonlyMap<string, import("./frames.js").SeatRow>} seats
 * @param {import("./frames.js").SeatRow[]} rows
 * @returns {ReadonlyMap<string, import("./frames.js").SeatRow>}
 */
function seatMap(seats, rows) {
  const next = new Map(seats);
  for (const row of rows) next.set(row.ref, row);
  return next;
}

/**
 * @param {View} view
 * @param {Extract<Frame, {is: "released"}>} frame
 * @returns {View}
 */
function released(view, frame) {
  const rest = without(view, frame.message);
  // Kept under the number an adult would later remove it by; shown where it appears for everybody else, at the end.
  return { ...rest, talk: [...rest.talk.filter((entry) => entry.key !== frame.message), item(frame, frame.message, "said")] };
}

/**
 * @param {View} view
 * @param {number} key of a message that no longer waits
 * @returns {View}
 */
function without(view, key) {
  return { ...view, held: view.held.filter((each) => each.key !== key) };
}

/**
 * @param {readonly Item[]} talk
 * @param {number} key
 * @param {Item["kind"]} kind
 */
function marked(talk, key, kind) {
  return talk.map((entry) => (entry.key === key ? { ...entry, kind } : entry));
}

/**
 * @param {View} view
 * @param {Extract<Frame, {is: "question"}>} frame
 * @returns {View}
 */
function asked(view, frame) {
  const { question, at, from, text } = frame;
  const rest = without(view, question);
  const talk = rest.talk.filter((entry) => entry.key !== question);
  return settle({ ...rest, talk, questions: [...rest.questions, { key: question, at, from, text, status: "waiting" }] }, frame.id);
}

/**
 * @param {View} view
 * @param {number} key
 * @param {import("./frames.js").QuestionItem["status"]} status
 * @returns {View}
 */
function questionIs(view, key, status) {
  return { ...view, questions: view.questions.map((each) => (each.key === key ? { ...each, status } : each)) };
}

/**
 * @param {View} view
 * @param {Extract<Frame, {is: "refused"}>} frame
 * @returns {View}
 */
function refused(view, frame) {
  const ours = view.pending.find((each) => each.id === frame.id);
  const { id, clause, sentence, next_step } = frame;
  return { ...settle(view, id), refusal: { id, clause, sentence, next_step, what: ours?.what ?? "", text: ours?.text ?? "", mayAppeal: frame.may_appeal === true } };
}

/**
 * Which of its screens a seat is shown.
 * @param {View} view
 * @returns {"connecting" | "agree" | "waiting" | "inside" | "paused" | "returned" | "removed" | "ended" | "elsewhere" | "stopped"}
 */
export function stageOf(view) {
  if (view.you?.place === "removed" || view.bye?.why === "removed") return "removed";
  if (view.room?.phase === "closed" || view.bye?.why === "ended") return "ended";
  if (view.bye?.why === "displaced") return "elsewhere";
  if (view.link === "gone") return "stopped";
  if (view.you === null || view.room === null) return "connecting";
  if (!view.you.agreed) return "agree";
  if (view.you.place === "returned") return "returned";
  if (view.you.place !== "inside") return "waiting";
  return view.room.paused === null ? "inside" : "paused";
}

/**
 * Whether the room would take this from the viewer just now; nobody speaks to a paused room, and no seat that is not inside.
 * @param {View} view
 * @param {string} what the command's name
 */
export function takesNow(view, what) {
  if (what !== "say" && what !== "ask") return true;
  const place = view.you?.place ?? "inside"; // an adult has no place: they are in the room or not
  return view.room !== null && view.room.paused === null && place === "inside";
}

/**
 * Whether a message is this viewer's own.
 * @param {View} view
 * @param {{from: {ref: string}}} entry
 */
export function isMine(view, entry) {
  return view.you !== null && entry.from.ref !== "" && (entry.from.ref === view.you.ref || entry.from.ref === view.you.seat);
}

/**
 * @param {readonly PendingItem[]} pending
 * @param {PendingItem["what"]} what
 */
export function pendingOf(pending, what) {
  return pending.filter((each) => each.what === what);
}
