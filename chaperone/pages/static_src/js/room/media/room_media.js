// Puts sound and picture into a room's page: what receives and sends, the stage, the row of controls, the dialogs.

import { maybePart } from "../dom.js";
import { mediaBarView } from "../views/media_bar.js";
import { setupDialog } from "../views/media_setup.js";
import { pictureView } from "../views/picture.js";
import { openMedia } from "./media.js";
import { soundOf } from "./sound.js";

/** @import {Part, Room} from "../frames.js" */

/**
 * @param {Room} room
 * @returns {{media: import("./media.js").Media, parts: Part[]}}
 */
export function mediaOf(room) {
  const media = openMedia(room);
  const sound = soundOf(room);
  // Seats have no camera's dialog; their microphone is asked for when an adult asks them.
  const setup = maybePart("setup") === null ? null : setupDialog(room, media, sound.moveToSpeaker);
  const open = () => setup?.open();
  return { media, parts: [media.part, sound.part, pictureView(room), mediaBarView(room, media, { turnOn: open, devices: open, hear: sound.turnOn })] };
}
