// What each frame makes of the view: nothing lost, nothing doubled, nobody's words gone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyView, isMine, reduce, stageOf } from "../../chaperone/pages/static_src/js/room/store.js";
import { AMBER, TEACHER, said, state, welcome } from "./frames.mjs";

const CLOCK = Date.parse("2026-11-22T10:00:05.000Z");
const after = (...frames) => frames.reduce((view, frame) => reduce(view, frame, CLOCK), emptyView());
const texts = (view) => view.talk.map((item) => item.text);

test("words are shown in the order of their numbers, each once, however often they are sent", () => {
  const view = after(welcome(), said(10, "one"), said(12, "two"), said(10, "one"), said(12, "two"), said(13, "three"));
  assert.deepEqual(texts(view), ["one", "two", "three"]);
  assert.equal(view.lastSeq, 13);
});

test("a welcome after a broken connection keeps what was said, and does not skip what was missed", () => {
  const view = after(welcome(), said(10, "one"), welcome(), said(11, "missed"));
  assert.deepEqual(texts(view), ["one", "missed"]);
});

test("the server's clock counts, whatever this device thinks the time is", () => {
  assert.equal(after(welcome()).skew, -5000);
  assert.equal(after(welcome(), { is: "state", ...state({ now: "2026-11-22T10:00:09.000Z" }) }).skew, 4000);
});

test("our own words wait visibly until they are on record", () => {
  const sending = after(welcome(), { is: "~sending", id: "x-1", what: "say", text: "hello" });
  assert.deepEqual(sending.pending.map((each) => each.text), ["hello"]);
  assert.equal(reduce(sending, { is: "done", id: "x-1", seq: 20 }).pending.length, 0);
  const shown = reduce(sending, said(20, "hello", AMBER, { id: "x-1" }));
  assert.equal(shown.pending.length, 0);
  assert.deepEqual(texts(shown), ["hello"]);
  assert.ok(isMine(shown, shown.talk[0]));
});

test("words already on record when we come back are no longer waiting, and not shown twice", () => {
  const view = after(welcome(), { is: "~sending", id: "x-1", what: "say", text: "hello" }, said(20, "hello", AMBER), welcome(), said(20, "hello", AMBER, { id: "x-1" }), { is: "done", id: "x-1", seq: 20 });
  assert.deepEqual(texts(view), ["hello"]);
  assert.equal(view.pending.length, 0);
});

test("a refusal gives the words back with its reason", () => {
  const view = after(welcome(), { is: "~sending", id: "x-1", what: "ask", text: "call 07700 900123" }, { is: "refused", id: "x-1", clause: "Y7", sentence: "That looks like a phone number.", next_step: "Take it out." });
  assert.deepEqual(view.refusal, { id: "x-1", clause: "Y7", sentence: "That looks like a phone number.", next_step: "Take it out.", what: "ask", text: "call 07700 900123", mayAppeal: false });
  assert.equal(view.pending.length, 0);
  assert.equal(view.talk.length, 0);
});

test("refused words that an adult is asked about are ours to see, and then what came of it", () => {
  const asked = after(welcome(), { is: "~sending", id: "x-1", what: "say", text: "Jake Thompson said so" }, { is: "refused", id: "x-1", clause: "Y7", sentence: "That is a name.", next_step: "", may_appeal: true }, { is: "appealed", seq: 21, of: "x-1", sentence: "An adult is looking." }, { is: "done", id: "x-2", seq: 21 });
  assert.deepEqual(asked.talk.map((item) => [item.kind, item.text, item.notes]), [["asked", "Jake Thompson said so", ["An adult is looking."]]]);
  assert.equal(asked.refusal, null);
  const answered = reduce(asked, { is: "appeal_answered", seq: 22, of: "x-1", sentence: "It was fine.", next_step: "" });
  assert.deepEqual(answered.talk.map((item) => [item.kind, item.notes]), [["answered", ["It was fine."]]]);
  const back = after(welcome(), { is: "appealed", seq: 21, of: "x-1", sentence: "An adult is looking." });
  assert.deepEqual(back.talk.map((item) => [item.kind, item.text]), [["asked", ""]]);
});

test("what is held and said to be fine is marked on both sides", () => {
  const ours = after(welcome(), { is: "~sending", id: "x-1", what: "say", text: "hm" }, { is: "holding", seq: 21, id: "x-1", sentence: "" }, { is: "appealed", seq: 22, of: "x-1", sentence: "An adult is looking." });
  assert.deepEqual(ours.talk.map((item) => [item.kind, item.text, item.notes]), [["holding", "hm", ["An adult is looking."]]]);
  const theirs = after(welcome({ ...TEACHER }), said(30, "hm", AMBER, { is: "held", findings: [] }), { is: "appeal", seq: 31, at: "", from: AMBER, message: 30, clause: "", labels: [], may_be_shown: false });
  assert.deepEqual([theirs.held.map((held) => held.asked), theirs.appeals.length], [[true], 0]);
});

test("an adult's list of appeals has their words once they come, and loses those that are over", () => {
  const asks = (seq) => ({ is: "appeal", seq, at: "2026-11-22T10:00:00Z", from: AMBER, message: 0, clause: "Y7", labels: ["full_name"], may_be_shown: true });
  const view = after(welcome({ ...TEACHER }), asks(30), asks(31), { is: "appeal_words", appeal: 31, words: "Jake Thompson", marks: [[0, 13]] }, { is: "appeal_over", seq: 32, appeal: 30 });
  assert.deepEqual(view.appeals.map((each) => [each.key, each.words, each.mayBeShown]), [[31, "Jake Thompson", true]]);
});

test("held words are shown to their writer alone, then released at the end or marked as not shown", () => {
  const held = after(welcome(), { is: "~sending", id: "x-1", what: "say", text: "hm" }, { is: "holding", seq: 21, id: "x-1", sentence: "" }, said(22, "meanwhile"));
  assert.deepEqual(held.talk.map((item) => [item.text, item.kind]), [["hm", "holding"], ["meanwhile", "said"]]);
  const released = reduce(held, said(25, "hm", AMBER, { is: "released", message: 21 }));
  assert.deepEqual(released.talk.map((item) => [item.text, item.kind]), [["meanwhile", "said"], ["hm", "said"]]);
  assert.deepEqual(reduce(released, { is: "removed", seq: 26, message: 21 }).talk.map((item) => item.removed), [false, true]);
  assert.equal(reduce(held, { is: "withheld", seq: 25, message: 21 }).talk[0].kind, "withheld");
});

test("held words are shown also when the server first says that they are on record", () => {
  const held = after(welcome(), { is: "~sending", id: "x-1", what: "say", text: "hm" }, { is: "done", id: "x-1", seq: 21 }, { is: "holding", seq: 21, id: "x-1", sentence: "" });
  assert.deepEqual(held.talk.map((item) => [item.text, item.kind]), [["hm", "holding"]]);
  assert.equal(held.pending.length, 0);
});

test("what is told in confidence is shown to its writer with what happens next, and is never anybody's to act on", () => {
  const told = after(welcome(), { is: "~sending", id: "x-1", what: "say", text: "please help" }, { is: "done", id: "x-1", seq: 21 }, { is: "routed", seq: 21, id: "x-1", sentence: "Thank you for telling us.", next_step: "Childline 0800 1111." });
  assert.deepEqual(told.talk.map((item) => [item.text, item.kind, item.notes]), [["please help", "routed", ["Thank you for telling us.", "Childline 0800 1111."]]]);
  assert.equal(told.pending.length, 0);
});

test("a screen before a class does not repeat what was told in confidence", () => {
  const told = after({ ...welcome(), you: { ...AMBER, role: "classroom" } }, { is: "~sending", id: "x-1", what: "say", text: "please help" }, { is: "routed", seq: 21, id: "x-1", sentence: "Thank you.", next_step: "" });
  assert.deepEqual(told.talk.map((item) => item.text), [""]);
});

test("an adult in charge sees it marked, with why", () => {
  const told = after(welcome(), { is: "confided", seq: 21, at: "2026-11-22T10:00:00Z", from: AMBER, text: "please help", findings: [{ clause: "Y9", label: "disclosure_abuse", sentence: "Somebody may be harmed." }] });
  assert.deepEqual(told.talk.map((item) => [item.text, item.kind, item.notes]), [["please help", "confided", ["It has signs of abuse or neglect."]]]);
});

test("a removed message leaves no words behind", () => {
  const view = after(welcome(), said(10, "unkind"), { is: "removed", seq: 11, message: 10 });
  assert.deepEqual(view.talk.map((item) => [item.removed, item.text]), [[true, ""]]);
});

test("an adult's tray empties as held messages are decided", () => {
  const view = after(welcome({ ...TEACHER }), said(30, "a", AMBER, { is: "held", findings: [] }), said(31, "b", AMBER, { is: "held", findings: [] }), { is: "withheld", seq: 32, message: 30 });
  assert.deepEqual(view.held.map((held) => held.text), ["b"]);
  assert.equal(reduce(view, said(33, "b", AMBER, { is: "released", message: 31 })).held.length, 0);
});

test("questions wait, are taken into the conversation, or set aside; a held question released goes to the queue", () => {
  const view = after(welcome(), said(40, "why?", AMBER, { is: "question", question: 40 }), said(41, "how?", AMBER, { is: "question", question: 41 }), said(42, "why?", AMBER, { is: "taken", question: 40 }), { is: "set_aside", seq: 43, question: 41 });
  assert.deepEqual(view.questions.map((question) => question.status), ["taken", "set_aside"]);
  assert.deepEqual(view.talk.map((item) => item.kind), ["question"]);
  const held = after(welcome(), said(50, "hm?", AMBER, { is: "held", findings: [] }), said(52, "hm?", AMBER, { is: "question", question: 50 }));
  assert.deepEqual([held.held.length, held.questions[0].key], [0, 50]);
});

test("the adults' channel never mixes with the conversation", () => {
  const view = after(welcome({ ...TEACHER }), said(60, "between us", TEACHER, { is: "adults" }));
  assert.deepEqual([view.talk.length, view.adultsTalk.length], [0, 1]);
});

test("each change of a seat replaces its row only", () => {
  const row = { ref: "seat:a", name: "Amber Otter", school: "school:1", kind: "individual", pupils: 1, place: "inside", hand: false, muted: false, agreed: true, connected: true };
  const view = after({ ...welcome({ ...TEACHER }), adults_only: { seats: [row, { ...row, ref: "seat:b" }] } }, { is: "seats", seats: [{ ...row, hand: true }] });
  assert.deepEqual([...view.seats.values()].map((seat) => seat.hand), [true, false]);
});

test("a seat sees the screen of its place, and shut out wins over everything", () => {
  const paused = { paused: { clause: "S7", sentence: "Waiting for a second adult." } };
  for (const [frames, stage] of [
    [[], "connecting"],
    [[welcome({ agreed: false, place: "waiting" })], "agree"],
    [[welcome({ place: "waiting" })], "waiting"],
    [[welcome({ place: "waiting" }, paused)], "waiting"],
    [[welcome()], "inside"],
    [[welcome({}, paused)], "paused"],
    [[welcome({ role: "teacher_screen", agreed: false, place: "waiting" })], "agree"],
    [[welcome({ place: "returned" }, paused)], "returned"],
    [[welcome({ place: "removed" })], "removed"],
    [[welcome(), { is: "place", place: "removed", agreed: true, hand: false, muted: false, reason: "" }], "removed"],
    [[welcome({}, { phase: "closed" })], "ended"],
    [[welcome(), { is: "bye", why: "displaced", sentence: "", again: false }], "elsewhere"],
    [[welcome(), { is: "bye", why: "replaced", sentence: "Changed.", again: false }, { is: "~link", link: "gone", sentence: "Changed." }], "stopped"],
    [[welcome(), { is: "~link", link: "lost", sentence: "" }], "inside"],
  ]) assert.equal(stageOf(after(...frames)), stage, JSON.stringify(frames));
});

test("a frame of a newer server is passed over", () => {
  const view = after(welcome(), said(10, "one"));
  assert.deepEqual(texts(reduce(view, { is: "hologram", seq: 11 })), ["one"]);
});

test("a long conversation stays quick: two thousand messages in less than two seconds", () => {
  let view = after(welcome());
  const from = performance.now();
  for (let seq = 1; seq <= 2000; seq += 1) view = reduce(view, said(seq, `message ${seq}`), CLOCK);
  assert.equal(view.talk.length, 2000);
  assert.ok(performance.now() - from < 2000);
});
