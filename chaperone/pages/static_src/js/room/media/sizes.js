// Which pictures are shown small here: those are sent in their small size, which spares this line and the server's.

import { tilesOf } from "./tiles.js";

/** @import {Room, View} from "../frames.js" */

/** A layout that lasts less long is not worth a word. */
const STEADY_MS = 1200;
/** A whole class must not speak in the same instant when somebody else begins to talk. */
const SPREAD_MS = 800;
/** A line that was poor a moment ago only seems good because little is sent. */
const POOR_FOR_MS = 60_000;
/** With so many side by side none is larger than the small size. */
const FEW = 4;

/**
 * @param {View} view
 * @param {boolean} poor whether the line is, or was lately
 * @returns {string[]} feeds, sorted
 */
export function smallFeeds(view, poor) {
  const others = tilesOf(view).filter((tile) => !tile.mine && !tile.screen);
  const allSmall = poor || view.own.folded;
  const small = others.filter((tile) => allSmall || (view.own.view === "speaker" ? !tile.large : others.length > FEW));
  return small.map((tile) => tile.key).sort();
}

/** @param {Room} room */
export function tellSizes(room) {
  let told = "";
  let poorUntil = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function wanted() {
    return smallFeeds(room.view(), Date.now() < poorUntil);
  }

  function tell() {
    timer = undefined;
    const small = wanted();
    if (small.join(" ") === told || room.view().own.received.size === 0) return;
    told = small.join(" ");
    void room.send({ do: "size_media", small });
  }

  return {
    /** @param {View} view */
    follow(view) {
      if (view.own.quality === "poor") poorUntil = Date.now() + POOR_FOR_MS;
      if (view.own.want !== "all" || view.own.received.size === 0 || wanted().join(" ") === told) return;
      timer ??= setTimeout(tell, STEADY_MS + Math.random() * SPREAD_MS);
    },
    /** The server begins anew with all large. */
    forget() {
      told = "";
    },
  };
}
