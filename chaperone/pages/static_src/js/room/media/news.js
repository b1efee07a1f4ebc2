// What a screen reader is told when sound and picture change: one sentence, the most important.

/** @import {MediaState, View} from "../frames.js" */

/**
 * @param {View} view
 * @param {View} before
 * @returns {string} empty when nothing is worth saying
 */
export function mediaNews(view, before) {
  const now = view.room?.media;
  const was = before.room?.media;
  if (now === undefined || was === undefined) return "";
  if (now.on !== was.on) return now.on ? "Sound and picture are back." : now.sentence;
  if (now.recording.sentence !== was.recording.sentence) return now.recording.sentence;
  return answers(now, was) || comings(view, now, was);
}

/**
 * @param {MediaState} now
 * @param {MediaState} was
 */
function answers(now, was) {
  for (const each of now.speaking) {
    const old = was.speaking.find((other) => other.seat === each.seat);
    if (each.state === "speaking" && old?.state !== "speaking") return `${each.name} answers aloud.`;
  }
  const ended = was.speaking.find((each) => each.state === "speaking" && !now.speaking.some((other) => other.seat === each.seat));
  return ended === undefined ? "" : `${ended.name} has finished.`;
}

/**
 * @param {View} view
 * @param {MediaState} now
 * @param {MediaState} was
 */
function comings(view, now, was) {
  const nameOf = (/** @type {string} */ ref) => view.room?.adults.find((adult) => adult.ref === ref)?.name ?? view.seats.get(ref)?.name;
  for (const feed of now.feeds) {
    const name = nameOf(feed.ref);
    if (name === undefined || feed.ref === view.you?.ref || was.feeds.some((other) => other.feed === feed.feed)) continue;
    if (feed.peer === "screen") return `${name} shares a screen.`;
    if (view.seats.has(feed.ref)) return feed.kinds.includes("camera") ? `${name} shows their camera to the adults.` : "";
    return feed.kinds.includes("camera") ? `${name} can be seen and heard.` : `${name} can be heard.`;
  }
  const gone = was.feeds.find((feed) => feed.peer === "screen" && !now.feeds.some((other) => other.feed === feed.feed));
  return gone === undefined ? "" : `${nameOf(gone.ref) ?? "Somebody"} shares no screen any more.`;
}
