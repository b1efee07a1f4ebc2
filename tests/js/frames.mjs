// Frames as the server sends them, for the tests of the browser's side.

export const AMBER = { ref: "seat:a", name: "Amber Otter", role: "pupil", school: "" };
export const TEACHER = { ref: "person:3", name: "Teacher B", role: "teacher", school: "school:1" };

export function state(changes = {}) {
  return {
    phase: "open", paused: null, doors: [{ school: "school:1", name: "Meadow Lane", open: true, opens_at: null, sentence: "" }],
    adults: [], pupils_here: 1, starts_at: "2026-11-22T10:00:00Z", now: "2026-11-22T10:00:00.000Z", unready: [], rehearsal: false, waiver: null, ...changes,
  };
}

export function media(changes = {}) {
  return { on: true, sentence: "", recording: { state: "running", sentence: "This session is being recorded." }, feeds: [], speaking: [], ...changes };
}

export function welcome(you = {}, changes = {}) {
  return { is: "welcome", seq: 90, you: { ...AMBER, school: "school:1", place: "inside", agreed: true, hand: false, muted: false, ...you }, state: state(changes) };
}

export function said(seq, text, from = TEACHER, more = {}) {
  return { is: "said", seq, at: "2026-11-22T10:01:00.000Z", from, text, ...more };
}
