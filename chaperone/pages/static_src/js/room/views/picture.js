// The stage: who is seen, large or side by side, with names; what stands in for a missing picture; the reason while the room is paused.

import { make, part, setText } from "../dom.js";
import { canReceive } from "../media/devices.js";
import { tilesOf } from "../media/tiles.js";
import { ROLE_NAMES, hueOf, initials, isAdultRole } from "../words.js";

/**
 * @import {Part, Room, View} from "../frames.js"
 * @import {Tile} from "../media/tiles.js"
 * @typedef {{element: HTMLElement, video: HTMLVideoElement, name: HTMLElement, note: HTMLElement, pin: HTMLButtonElement, track: MediaStreamTrack | null}} Drawn
 */

/**
 * @param {Room} room
 * @returns {Part}
 */
export function pictureView(room) {
  const stage = part("media-stage");
  const list = part("tiles");
  const veil = part("media-veil");
  /** @type {Map<string, Drawn>} */
  const drawn = new Map();

  /** @param {Tile} tile */
  function drawnFor(tile) {
    const known = drawn.get(tile.key);
    if (known !== undefined) return known;
    const fresh = drawTile(tile, () => pin(tile.key));
    drawn.set(tile.key, fresh);
    list.append(fresh.element);
    return fresh;
  }

  /** @param {string} key */
  function pin(key) {
    const { pinned } = room.view().own;
    room.tell({ is: "~own", change: { pinned: pinned === key ? "" : key, view: "speaker" } });
  }

  /** @param {View} view */
  function draw(view) {
    const tiles = tilesOf(view);
    const keys = new Set(tiles.map((tile) => tile.key));
    for (const [key, old] of drawn) {
      if (keys.has(key)) continue;
      old.video.srcObject = null;
      old.element.remove();
      drawn.delete(key);
    }
    for (const [place, tile] of tiles.entries()) {
      const shown = drawnFor(tile);
      // Only when it stands elsewhere: a picture that is moved stops for a moment.
      if (list.children[place] !== shown.element) list.insertBefore(shown.element, list.children[place] ?? null);
      update(shown, tile, view.own.pinned === tile.key, tiles.length > 1);
    }
    const paused = view.room?.paused ?? null;
    stage.hidden = !canReceive() || tiles.length === 0 || view.own.folded || view.own.want === "nothing";
    stage.dataset.view = view.own.want === "sound" ? "sound" : view.own.view;
    stage.dataset.count = tiles.length > 9 ? "many" : String(tiles.length);
    stage.toggleAttribute("data-paused", paused !== null);
    veil.hidden = paused === null;
    setText(veil.querySelector("[data-veil-sentence]"), paused === null ? "" : `${paused.sentence} Nobody is seen or heard until then.`);
    document.body.toggleAttribute("data-watching", !stage.hidden && view.own.want === "all");
  }

  return {
    draw(view, before) {
      if (view.room !== before.room || view.own !== before.own || view.talking !== before.talking || view.off !== before.off || view.you !== before.you) draw(view);
    },
  };
}

/**
 * @param {Tile} tile
 * @param {() => void} pin
 * @returns {Drawn}
 */
function drawTile(tile, pin) {
  const video = make("video", { class: "ch-tile__picture", playsinline: true, "aria-hidden": "true" });
  video.muted = true;
  const note = make("span", { class: "ch-tile__note govuk-visually-hidden" });
  const role = tile.screen || tile.mine || tile.role === "pupil" ? "" : ROLE_NAMES[tile.role];
  const name = make("span", { class: "ch-tile__name" }, make("bdi", {}, tile.screen ? `${tile.name}’s screen` : tile.name), role && make("span", { class: "ch-tile__role" }, role), note);
  const button = make("button", { type: "button", class: "ch-tile__pin", click: pin });
  const face = tile.screen ? make("span", { class: "ch-tile__wait" }, "The screen is on its way…")
    : make("span", { class: `ch-tile__face ${isAdultRole(tile.role) ? "ch-face--adult" : hueOf(tile.ref)}`, "aria-hidden": "true" }, initials(tile.mine ? "You" : tile.name));
  const element = make("li", { class: "ch-tile" }, make("div", { class: "ch-tile__frame" }, face, video, mutedSign(), button), name);
  element.classList.toggle("ch-tile--mine", tile.mine);
  element.classList.toggle("ch-tile--screen", tile.screen);
  return { element, video, name, note, pin: button, track: null };
}

/** @returns {Node} a crossed-out microphone; shown by the tile's class, and said in words below it */
function mutedSign() {
  return /** @type {HTMLTemplateElement} */ (part("sign-muted")).content.cloneNode(true);
}

/**
 * @param {Drawn} shown
 * @param {Tile} tile
 * @param {boolean} pinned
 * @param {boolean} several whether there is anything to choose among
 */
function update(shown, tile, pinned, several) {
  const { element, video, note, pin } = shown;
  if (shown.track !== tile.picture) {
    shown.track = tile.picture;
    video.srcObject = tile.picture === null ? null : new MediaStream([tile.picture]);
    if (tile.picture !== null) void video.play().catch(() => undefined);
  }
  element.classList.toggle("ch-tile--large", tile.large);
  element.classList.toggle("ch-tile--talking", tile.talking);
  element.classList.toggle("ch-tile--seen", tile.picture !== null);
  element.classList.toggle("ch-tile--silent", tile.silent);
  setText(note, tile.silent && !tile.screen ? "microphone off" : "");
  pin.hidden = !several;
  pin.setAttribute("aria-pressed", String(pinned));
  pin.setAttribute("aria-label", `Keep ${tile.screen ? `${tile.name}’s screen` : tile.mine ? "yourself" : tile.name} large`);
  pin.title = pinned ? "Shown large. Press to let it go" : "Show large";
}
