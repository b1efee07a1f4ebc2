// The frames of docs/protocol.md as types, and the view that the page draws from them.

export type Role = "facilitator" | "speaker" | "teacher" | "safeguarding_lead" | "pupil" | "classroom" | "teacher_screen" | "";
export type Place = "waiting" | "inside" | "returned" | "removed";

export interface From { ref: string; name: string; role: Role; school: string }
export interface You extends From { place?: Place; agreed?: boolean; hand?: boolean; muted?: boolean; seat?: string; speaking?: OwnSpeaking | null }
export interface Door { school: string; name: string; open: boolean; opens_at: string | null; sentence: string }
export interface AdultHere { ref: string; name: string; role: Role; school: string; here: boolean; showing_class: boolean }
export interface Pause { clause: string; sentence: string }
export interface Waiver { school: string; reason: string; by: string; name: string }
export type PeerName = "camera" | "screen";
export type Kind = "microphone" | "camera" | "screen" | "screen_sound";
export type Want = "all" | "sound" | "nothing";
export interface Feed { feed: string; ref: string; peer: PeerName; kinds: Kind[] }
export interface OwnSpeaking { state: "invited" | "speaking"; until: string | null; by?: string }
export interface Speaking extends OwnSpeaking { seat: string; name: string; school: string }
export interface Recording { state: "waiting" | "running" | "absent" | "ended"; sentence: string; reason?: string; needs_reason?: boolean }
export interface MediaState { on: boolean; sentence: string; recording: Recording; feeds: Feed[]; speaking: Speaking[] }
export interface MediaLine { mid: string; feed: string; kind: Kind }
export interface RoomState {
  phase: "waiting" | "open" | "closed";
  paused: Pause | null;
  doors: Door[];
  adults: AdultHere[];
  pupils_here: number;
  starts_at: string;
  now: string;
  unready: string[];
  rehearsal: boolean;
  waiver: Waiver | null;
  /** Left out by a server that carries no sound and picture. */
  media?: MediaState | undefined;
}
export interface SeatRow {
  ref: string; name: string; school: string; kind: "individual" | "classroom" | "teacher_screen"; pupils: number;
  place: Place; hand: boolean; muted: boolean; agreed: boolean; connected: boolean;
}
export interface Finding { clause: string; label: string; sentence: string; rule?: string }

interface Recorded { seq: number }
interface Worded extends Recorded { at: string; from: From; text: string }

export type Frame =
  | { is: "welcome"; seq: number; you: You; state: RoomState; adults_only?: { seats?: SeatRow[] }; ice?: RTCIceServer[] }
  | ({ is: "state" } & RoomState)
  | { is: "seats"; seats: SeatRow[] }
  | { is: "place"; place: Place; agreed: boolean; hand: boolean; muted: boolean; speaking?: OwnSpeaking | null }
  | ({ is: "said"; id?: string } & Worded)
  | ({ is: "adults"; id?: string } & Worded)
  | ({ is: "held"; findings: Finding[] } & Worded)
  | ({ is: "holding"; id: string; sentence: string } & Recorded)
  | ({ is: "confided"; findings: Finding[] } & Worded)
  | ({ is: "routed"; id: string; sentence: string; next_step: string } & Recorded)
  | ({ is: "released"; message: number } & Worded)
  | ({ is: "withheld"; message: number } & Recorded)
  | ({ is: "removed"; message: number } & Recorded)
  | ({ is: "question"; question: number; id?: string } & Worded)
  | ({ is: "taken"; question: number } & Worded)
  | ({ is: "set_aside"; question: number } & Recorded)
  | { is: "worry"; concern: string; school: string; seat_name: string }
  | { is: "done"; id: string; seq: number }
  | ({ is: "appealed"; of: string; sentence: string } & Recorded)
  | ({ is: "appeal"; at: string; from: From; message: number; clause: string; labels: string[]; may_be_shown: boolean } & Recorded)
  | { is: "appeal_words"; appeal: number; words: string; marks: [number, number][] }
  | ({ is: "appeal_answered"; of: string; sentence: string; next_step: string } & Recorded)
  | ({ is: "appeal_over"; appeal: number } & Recorded)
  | { is: "refused"; id: string; clause: string; sentence: string; next_step: string; may_appeal?: boolean }
  | { is: "media_answer"; id: string; peer: PeerName; feed: string; sdp: string }
  | { is: "media_offer"; turn: number; new?: boolean; sdp: string; lines: MediaLine[] }
  | { is: "media_stopped"; peer: PeerName | "down"; sentence: string }
  | { is: "talking"; feed: string; on: boolean }
  | { is: "switched"; feed: string; kind: Kind; on: boolean }
  | { is: "notice"; sentence: string }
  | { is: "bye"; why: string; sentence: string; again: boolean };

/** What happened in this browser, told to the same reducer as the frames. */
export type Local =
  | { is: "~link"; link: Link; sentence: string }
  | { is: "~sending"; id: string; what: Wording; text: string }
  | { is: "~unsent"; id: string }
  | { is: "~refusal_read" }
  | { is: "~notice_read" }
  | { is: "~own"; change: Partial<Own> };

/** What one feed brings at this moment. */
export type Received = Partial<Record<Kind, MediaStreamTrack>>;
export type Quality = "good" | "fair" | "poor" | "";
/** This browser's own part in sound and picture: what it sends, receives and shows. */
export interface Own {
  /** The own camera and microphone, while they are sent. */
  camera: MediaStream | null;
  screen: MediaStream | null;
  micOn: boolean;
  cameraOn: boolean;
  /** The tokens of what we send, by which the room knows it. */
  feeds: Readonly<Partial<Record<PeerName, string>>>;
  want: Want;
  received: ReadonlyMap<string, Received>;
  /** The browser plays no sound until somebody presses something. */
  soundRefused: boolean;
  quality: Quality;
  problem: string;
  view: "speaker" | "grid";
  pinned: string;
  folded: boolean;
}

export type Link = "connecting" | "live" | "lost" | "offline" | "gone";
/** The three commands whose text must never be lost, nor said twice. */
export type Wording = "say" | "ask" | "adults";

export interface Item {
  key: number;
  at: string;
  from: From;
  text: string;
  kind: "said" | "question" | "holding" | "withheld" | "confided" | "routed" | "asked" | "answered";
  /** The frame it came from, of our own words that are not shown. */
  id?: string;
  /** Why it was routed, or what its sender is told: one sentence each. */
  notes?: readonly string[];
  removed: boolean;
}
/** `asked`: its sender says that it is fine. */
export interface HeldItem { key: number; at: string; from: From; text: string; findings: Finding[]; asked: boolean }
/** A seat asks about refused words; `words` come from the server's memory and may be covered in part. */
export interface AppealItem { key: number; at: string; from: From; clause: string; labels: string[]; mayBeShown: boolean; words: string; marks: [number, number][] }
export interface QuestionItem { key: number; at: string; from: From; text: string; status: "waiting" | "taken" | "set_aside" }
export interface PendingItem { id: string; what: Wording; text: string; late: boolean }
export interface Refusal { id: string; clause: string; sentence: string; next_step: string; what: Wording | ""; text: string; mayAppeal: boolean }
export interface Worry { concern: string; school: string; seat_name: string }

export interface View {
  link: Link;
  linkSentence: string;
  you: You | null;
  room: RoomState | null;
  /** Milliseconds to add to this browser's clock to have the server's. */
  skew: number;
  /** The last recorded frame seen: where to resume. */
  lastSeq: number;
  seats: ReadonlyMap<string, SeatRow>;
  talk: readonly Item[];
  adultsTalk: readonly Item[];
  held: readonly HeldItem[];
  appeals: readonly AppealItem[];
  questions: readonly QuestionItem[];
  pending: readonly PendingItem[];
  settled: readonly PendingItem[];
  refusal: Refusal | null;
  notice: string;
  worries: readonly Worry[];
  bye: { why: string; sentence: string } | null;
  ice: readonly RTCIceServer[];
  talking: ReadonlySet<string>;
  /** Who talked last, so that a breath does not change the picture. */
  lastTalked: string;
  /** Microphones and cameras that their owners switched off, as "feed kind". */
  off: ReadonlySet<string>;
  own: Own;
}

export type Command = { do: string; [field: string]: unknown };
export type Answer = { ok: true; seq: number; feed?: string; sdp?: string } | { ok: false; clause: string; sentence: string; next_step: string };

export interface Boot {
  ticket_url: string;
  worry_url: string;
  after_url: string;
  rules_hash: string;
  timezone: string;
  role: Role;
}
/** What every part of the page may ask of the room. */
export interface Room {
  view(): View;
  send(command: Command): Promise<Answer>;
  say(what: Wording, text: string): Promise<Answer>;
  tell(local: Local): void;
  /** Calls this with every frame, after the view knows it. */
  hear(listener: (frame: Frame) => void): void;
  reopen(): void;
  leave(): void;
  boot: Boot;
}
export interface Part { draw(view: View, before: View): void }
