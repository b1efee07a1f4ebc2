// This browser's part in sound and picture: follows the room, which decides; makes, mends and ends the three peer connections.

import { isAdultRole, isSeat } from "../words.js";
import { letGo, openScreen, unpluggedProblem } from "./devices.js";
import { receiveDown } from "./down.js";
import { mended } from "./mending.js";
import { watchQuality } from "./quality.js";
import { tellSizes } from "./sizes.js";
import { changeTracks, sendUp } from "./up.js";

/**
 * @import {Answer, Kind, Own, Part, PeerName, Room, View, Want} from "../frames.js"
 * @typedef {ReturnType<typeof openMedia>} Media
 */

/** @type {Record<string, Kind>} */
const CAMERA_KINDS = { audio: "microphone", video: "camera" };
/** @type {Record<string, Kind>} */
const SCREEN_KINDS = { audio: "screen_sound", video: "screen" };

const BLOCKED = "Sound and picture do not get through this network. You can go on by writing.";
const BLOCKED_NEXT = { pupil: " Tell your teacher.", adult: " The check page (linked on our front page) says what a technician can do." };

/** @param {Room} room */
export function openMedia(room) {
  /** @type {ReturnType<typeof receiveDown> | null} */
  let down = null;
  /** @type {Map<PeerName, RTCPeerConnection>} */
  const up = new Map();
  let forgotten = false;
  /** @param {Partial<Own>} change */
  const own = (change) => room.tell({ is: "~own", change });

  function closeDown() {
    down?.end();
    down = null;
    if (room.view().own.received.size > 0) own({ received: new Map() });
  }

  /** @param {boolean} got */
  function through(got) {
    const said = room.view().own.problem.startsWith(BLOCKED);
    if (got && said) own({ problem: "" });
    if (!got && !said) own({ problem: BLOCKED + BLOCKED_NEXT[isAdultRole(room.view().you?.role ?? "") ? "adult" : "pupil"] });
  }

  const sizes = tellSizes(room);
  const receiving = mended(async () => {
    const answer = await room.send({ do: "receive_media", want: room.view().own.want });
    if (!answer.ok) return refused(answer);
    sizes.forget();
    return {
      end() {
        closeDown();
        // So that beginning again is a beginning for the server too.
        void room.send({ do: "receive_media", want: "nothing" });
      },
    };
  });

  /**
   * @param {PeerName} name
   * @param {Record<string, Kind>} kinds
   */
  const sender = (name, kinds) => mended(async (broke, tries) => {
    const stream = room.view().own[name];
    if (stream === null) return null;
    if (tries > 0 && sendsElsewhere(room.view(), name)) {
      // Two devices of one person would take it from each other for ever.
      setTimeout(name === "camera" ? stopCamera : stopScreen);
      own({ problem: "You are sending from another device, so it stopped here." });
      return null;
    }
    const lines = stream.getTracks().filter((track) => track.readyState === "live").map((track) => ({ kind: kinds[track.kind] ?? "camera", track }));
    if (lines.length === 0) return null;
    const { answer, peer } = await sendUp(room, name, lines, broke);
    if (!answer.ok) {
      // A broken line mends itself, and the band on top says so.
      if (room.view().link === "live") own({ problem: [answer.sentence, answer.next_step].filter(Boolean).join(" ") });
      return refused(answer);
    }
    up.set(name, peer);
    own({ feeds: { ...room.view().own.feeds, [name]: answer.feed ?? "" }, problem: "" });
    for (const { kind, track } of lines) if (!track.enabled) void room.send({ do: "switch_media", kind, on: false });
    return { end: () => endUp(name, peer) };
  });
  const sending = { camera: sender("camera", CAMERA_KINDS), screen: sender("screen", SCREEN_KINDS) };

  /**
   * @param {PeerName} name
   * @param {RTCPeerConnection} peer
   */
  function endUp(name, peer) {
    peer.close();
    up.delete(name);
    const { [name]: _gone, ...feeds } = room.view().own.feeds;
    own({ feeds });
    void room.send({ do: "stop_media", peer: name });
  }

  room.hear((frame) => {
    if (frame.is === "welcome") forgotten = true;
    if (frame.is === "media_offer" && wantsToReceive(room.view())) {
      if (frame.new === true) closeDown();
      down ??= receiveDown(room, { received: (received) => own({ received }), broke: () => receiving.lost(), through });
      down.take(frame);
    }
    if (frame.is === "media_stopped") {
      if (frame.peer === "down") receiving.lost();
      else sending[frame.peer].lost();
    }
  });
  watchQuality(() => [down?.peer, up.get("camera")], (quality) => quality !== room.view().own.quality && own({ quality }));

  /** @param {View} view */
  function follow(view) {
    if (forgotten) {
      forgotten = false;
      closeDown();
      receiving.renew();
      sending.camera.renew();
      sending.screen.renew();
    }
    if (view.own.camera !== null && !mayHold(view)) stopCamera();
    if (view.own.screen !== null && !mayHold(view)) stopScreen();
    receiving.want(wantsToReceive(view));
    sizes.follow(view);
    sending.camera.want(view.own.camera !== null && flows(view));
    sending.screen.want(view.own.screen !== null && flows(view));
  }

  function stopCamera() {
    sending.camera.want(false);
    letGo(room.view().own.camera);
    own({ camera: null, micOn: false, cameraOn: false });
  }

  function stopScreen() {
    sending.screen.want(false);
    letGo(room.view().own.screen);
    own({ screen: null });
  }

  return {
    /** @type {Part} */
    part: {
      draw(view, before) {
        if (view !== before) follow(view);
        if (standing(view) === standing(before)) return;
        receiving.nudge();
        sending.camera.nudge();
        sending.screen.nudge();
      },
    },
    /**
     * Sends this camera and microphone from now on, or instead of the one before.
     * @param {MediaStream} stream
     */
    useCamera(stream) {
      const old = room.view().own.camera;
      for (const track of stream.getTracks()) {
        track.addEventListener("ended", () => {
          if (room.view().own.camera !== stream) return;
          switchTo(track.kind === "audio" ? "microphone" : "camera", false);
          own({ problem: unpluggedProblem(track.kind === "audio" ? "microphone" : "camera") });
        });
      }
      own({ camera: stream, micOn: stream.getAudioTracks().some((track) => track.enabled), cameraOn: stream.getVideoTracks().some((track) => track.enabled), problem: "" });
      const peer = up.get("camera");
      if (old !== null && peer !== undefined && kindsOf(old) === kindsOf(stream)) void changeTracks(peer, stream).catch(() => sending.camera.renew());
      else if (old !== null) sending.camera.renew();
      if (old !== null && old !== stream) letGo(old);
    },
    stopCamera() {
      stopCamera();
      own({ problem: "" });
    },
    async shareScreen() {
      const { stream, problem } = await openScreen();
      if (stream === null) return own({ problem });
      for (const track of stream.getVideoTracks()) track.addEventListener("ended", stopScreen);
      own({ screen: stream, problem: "" });
    },
    stopScreen,
    /** @param {"microphone" | "camera"} kind */
    toggle(kind) {
      switchTo(kind, !(kind === "microphone" ? room.view().own.micOn : room.view().own.cameraOn));
    },
    /** @param {Want} want */
    receive(want) {
      const was = room.view().own.want;
      own({ want });
      if (was !== "nothing" && want !== "nothing" && was !== want) void room.send({ do: "receive_media", want });
    },
    own,
  };

  /**
   * @param {"microphone" | "camera"} kind
   * @param {boolean} on
   */
  function switchTo(kind, on) {
    const tracks = room.view().own.camera?.getTracks().filter((track) => CAMERA_KINDS[track.kind] === kind) ?? [];
    for (const track of tracks) track.enabled = on;
    own(kind === "microphone" ? { micOn: on } : { cameraOn: on });
    void room.send({ do: "switch_media", kind, on });
  }
}

/**
 * @param {Extract<Answer, {ok: false}>} answer
 * @returns {null} when the room's rules say no: wait until the room changes
 */
function refused(answer) {
  if (answer.clause !== "") return null;
  throw new Error(answer.sentence);
}

/** @param {MediaStream} stream */
function kindsOf(stream) {
  return stream.getTracks().map((track) => track.kind).sort().join(" ");
}

/**
 * Whether the room is there, with sound and picture, for this viewer.
 * @param {View} view
 */
function flows(view) {
  return view.link === "live" && view.room?.media?.on === true && view.room.phase !== "closed" && (view.you?.place ?? "inside") === "inside";
}

/** @param {View} view */
function wantsToReceive(view) {
  return flows(view) && view.own.want !== "nothing";
}

/**
 * Whether another device of the same person sends this.
 * @param {View} view
 * @param {PeerName} name
 */
function sendsElsewhere(view, name) {
  return view.room?.media?.feeds.some((feed) => feed.ref === view.you?.ref && feed.peer === name && feed.feed !== view.own.feeds[name]) ?? false;
}

/**
 * Whether camera and microphone may stay switched on here: an adult's until the end, a seat's microphone while it is speaking, and its
 * camera, where there is one, while the room goes on around it.
 * @param {View} view
 */
function mayHold(view) {
  if (view.room?.phase === "closed" || view.link === "gone") return false;
  if (!isSeat(view) || view.you?.speaking?.state === "speaking") return true;
  // A pupil's picture goes with a pause, a broken line and an adult's word; nobody comes back to an open camera.
  const isPicture = view.own.camera?.getAudioTracks().length === 0;
  return isPicture && view.link === "live" && view.room?.paused === null && view.you?.place === "inside" && !view.you.muted;
}

/**
 * What decides whether something that was refused may be allowed now.
 * @param {View} view
 */
function standing(view) {
  return `${view.room?.phase} ${view.room?.paused === null} ${view.you?.place} ${view.you?.speaking?.state}`;
}
