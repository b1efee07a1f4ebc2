// Names, times and colours as they are shown.

/** @import {Role, View} from "./frames.js" */

/** @type {Record<Role, string>} */
export const ROLE_NAMES = {
  facilitator: "Facilitator", speaker: "Speaker", teacher: "Teacher", safeguarding_lead: "Safeguarding lead",
  pupil: "Pupil", classroom: "Classroom screen", teacher_screen: "Teacher’s screen, shown to the class", "": "",
};
/** @type {Record<string, string>} */
const LABELS = {
  phone: "A telephone number", email_address: "An e-mail address", postcode: "A postcode", social_handle: "An account’s name", link: "A link",
  postal_address: "A home address", full_name: "Somebody’s full name", age: "A young person’s age", school_name: "A school’s name",
  credential: "A password or code", meet_up: "Arranging to meet", private_contact: "Asking for private contact",
  personal_number_request: "Asking for a number", sexual: "Sexual words", threat: "A threat", hate: "Hateful words", bullying: "Bullying",
  unread: "Too much to read in one go",
};
const STAFF_ROLES = new Set(["facilitator", "speaker", "teacher", "safeguarding_lead"]);
const HUES = 8;

/** @param {string} label what screening says it saw */
export function labelInWords(label) {
  return LABELS[label] ?? label.replaceAll("_", " ");
}

/** @param {Role} role */
export function isAdultRole(role) {
  return STAFF_ROLES.has(role) || role === "teacher_screen";
}

/**
 * Whether this page is a pupil's or a class's, the teacher's own laptop before the class included.
 * @param {View} view
 */
export function isSeat(view) {
  return view.you !== null && (!isAdultRole(view.you.role) || view.you.role === "teacher_screen");
}

/**
 * @param {string} name such as "Amber Otter"
 * @returns {string} its initials
 */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => (word ? String.fromCodePoint(word.codePointAt(0) ?? 63) : "")).join("").toUpperCase();
}

/**
 * The same seat has the same colour for everybody; colour alone never carries meaning.
 * @param {string} ref
 * @returns {string} a class of the stylesheet
 */
export function hueOf(ref) {
  let sum = 0;
  for (const letter of ref) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return `ch-hue-${sum % HUES}`;
}

/** @param {string} timezone IANA name; the browser's own when it does not know it */
export function clockIn(timezone) {
  /** @type {Intl.DateTimeFormat} */
  let format;
  try {
    format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: timezone || undefined });
  } catch {
    format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  }
  return (/** @type {string} */ at) => (at && !Number.isNaN(Date.parse(at)) ? format.format(new Date(at)) : "");
}

/**
 * @param {View} view
 * @param {string | null} at ISO 8601
 * @returns {number | null} seconds until then by the server's clock, never less than 0
 */
export function secondsUntil(view, at) {
  const then = at ? Date.parse(at) : NaN;
  return Number.isNaN(then) ? null : Math.max(0, Math.ceil((then - Date.now() - view.skew) / 1000));
}

/**
 * @param {number} seconds
 * @returns {string} "6:42", or "1 h 05 min" above an hour
 */
export function countdown(seconds) {
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")} min`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * @param {number} seconds
 * @returns {string} for ears: "about 7 minutes"
 */
export function spokenWait(seconds) {
  if (seconds < 60) return "less than a minute";
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? "about a minute" : `about ${minutes} minutes`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} many
 */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
