// Who is to be seen, and how large: a pure function of the view, so that it can be tested without a picture.

import { isAdultRole, isSeat } from "../words.js";

/**
 * @import {Feed, MediaState, Role, View} from "../frames.js"
 * @typedef {{
 *   key: string, ref: string, name: string, role: Role, screen: boolean, mine: boolean, silent: boolean, talking: boolean,
 *   picture: MediaStreamTrack | null, large: boolean,
 * }} Tile `silent`: their microphone is off, or they have none; `picture` is null when there is nothing to see
 */

/**
 * @param {View} view
 * @returns {Tile[]} in the order they are shown; in the speaker view one of them is large
 */
export function tilesOf(view) {
  const media = view.room?.media;
  if (media === undefined || !media.on) return [];
  // What one sends oneself, from this device or another, does not come back.
  const tiles = media.feeds.filter((feed) => feed.ref !== view.you?.ref).map((feed) => tileOf(view, media, feed));
  const self = ownTile(view);
  if (self !== null) tiles.push(self);
  tiles.sort((one, other) => rank(one) - rank(other));
  const large = view.own.view === "speaker" ? largest(view, tiles) : undefined;
  if (large !== undefined) large.large = true;
  return tiles;
}

/**
 * Screens, then adults, then pupils who show themselves.
 * @param {Tile} tile
 */
function rank(tile) {
  return tile.screen ? 0 : isAdultRole(tile.role) ? 1 : 2;
}

/**
 * @param {View} view
 * @param {MediaState} media
 * @param {Feed} feed
 * @returns {Tile}
 */
function tileOf(view, media, feed) {
  const adult = view.room?.adults.find((each) => each.ref === feed.ref);
  const seat = media.speaking.find((each) => each.seat === feed.ref) ?? view.seats.get(feed.ref);
  const received = view.own.received.get(feed.feed);
  const screen = feed.peer === "screen";
  const cameraOff = view.off.has(`${feed.feed} camera`);
  return {
    key: feed.feed, ref: feed.ref, name: adult?.name ?? seat?.name ?? "Somebody", role: adult?.role ?? "pupil", screen, mine: false,
    silent: !screen && adult !== undefined && (!feed.kinds.includes("microphone") || view.off.has(`${feed.feed} microphone`)),
    talking: view.talking.has(feed.feed) && view.room?.paused == null,
    picture: (screen ? received?.screen : cameraOff ? null : received?.camera) ?? null, large: false,
  };
}

/**
 * One's own picture, as a mirror shows it.
 * @param {View} view
 * @returns {Tile | null}
 */
function ownTile(view) {
  const { camera, cameraOn, micOn, feeds } = view.own;
  if (camera === null || view.you === null) return null;
  const seat = isSeat(view);
  if (seat && camera.getVideoTracks().length === 0) return null;
  return {
    key: "self", ref: view.you.ref, name: "You", role: view.you.role, screen: false, mine: true, silent: !seat && !micOn,
    talking: micOn && view.talking.has(feeds.camera ?? "") && view.room?.paused == null,
    picture: cameraOn ? camera.getVideoTracks()[0] ?? null : null, large: false,
  };
}

/**
 * What was pinned, else a shared screen, else whoever talked last, else the first who is not oneself.
 * @param {View} view
 * @param {Tile[]} tiles
 */
function largest(view, tiles) {
  const others = tiles.filter((tile) => !tile.mine);
  return tiles.find((tile) => tile.key === view.own.pinned) ?? others.find((tile) => tile.screen)
    ?? others.find((tile) => tile.talking && tile.key === view.lastTalked) ?? others.find((tile) => tile.key === view.lastTalked) ?? others.find((tile) => tile.picture !== null) ?? others[0] ?? tiles[0];
}
