// Lets what is received be heard: one element for each voice; a browser that plays nothing unasked is asked again by a button.

import { chosenDevices } from "./devices.js";

/** @import {Kind, Part, Room, View} from "../frames.js" */

/** @type {Kind[]} */
const HEARD = ["microphone", "screen_sound"];

/** @param {Room} room */
export function soundOf(room) {
  /** @type {Map<MediaStreamTrack, HTMLAudioElement>} */
  const playing = new Map();

  /** @param {HTMLAudioElement} element */
  function play(element) {
    void element.play().then(() => soundIs(false), (error) => soundIs(error instanceof DOMException && error.name === "NotAllowedError"));
  }

  /** @param {boolean} refused */
  function soundIs(refused) {
    if (room.view().own.soundRefused !== refused) room.tell({ is: "~own", change: { soundRefused: refused } });
  }

  /** @param {MediaStreamTrack} track */
  function begin(track) {
    const element = new Audio();
    element.srcObject = new MediaStream([track]);
    playing.set(track, element);
    useSpeaker(element);
    play(element);
  }

  /** @param {HTMLAudioElement} element */
  function useSpeaker(element) {
    const { speaker } = chosenDevices();
    if ("setSinkId" in element) void element.setSinkId(speaker).catch(() => undefined);
  }

  /** @param {View} view */
  function keep(view) {
    const wanted = new Set([...view.own.received.values()].flatMap((feed) => HEARD.map((kind) => feed[kind]).filter((track) => track !== undefined)));
    for (const [track, element] of playing) {
      if (wanted.has(track)) continue;
      element.srcObject = null;
      playing.delete(track);
    }
    for (const track of wanted) if (!playing.has(track)) begin(track);
    // The server sends nothing to a paused room; nothing that is still in the pipe is heard either.
    for (const element of playing.values()) element.muted = view.room?.paused != null;
  }

  return {
    /** @type {Part} */
    part: {
      draw(view, before) {
        if (view.own.received !== before.own.received || view.room?.paused !== before.room?.paused) keep(view);
      },
    },
    /** Plays everything; called when a button was pressed, which is what browsers wait for. */
    turnOn() {
      soundIs(false);
      for (const element of playing.values()) play(element);
    },
    /** Another loudspeaker was chosen. */
    moveToSpeaker() {
      for (const element of playing.values()) useSpeaker(element);
    },
  };
}
