// One peer connection that sends: an adult's camera and microphone, their screen, or the microphone of a seat that was asked.

import { isSeat } from "../words.js";
import { encodingsOf, keepToOneCodec, withoutCandidates } from "./descriptions.js";

/**
 * @import {Answer, Kind, PeerName, Room} from "../frames.js"
 * @typedef {{kind: Kind, track: MediaStreamTrack}} Line
 */

/** Longer than a network takes to change from one cable to another. */
const UNSTEADY_MS = 4000;

/**
 * Calls `broke` once when a connection fails, or is unsteady for too long.
 * @param {RTCPeerConnection} peer
 * @param {() => void} broke
 */
export function watchConnection(peer, broke) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let unsteady;
  peer.addEventListener("connectionstatechange", () => {
    clearTimeout(unsteady);
    if (peer.connectionState === "failed") broke();
    if (peer.connectionState === "disconnected") unsteady = setTimeout(broke, UNSTEADY_MS);
  });
}

/**
 * @param {Room} room
 * @param {PeerName} name
 * @param {readonly Line[]} lines
 * @param {() => void} broke
 * @returns {Promise<{answer: Answer, peer: RTCPeerConnection}>} a refusal leaves the connection closed
 */
export async function sendUp(room, name, lines, broke) {
  const peer = new RTCPeerConnection({ iceServers: [...room.view().ice], bundlePolicy: "max-bundle" });
  try {
    const together = new MediaStream(lines.map((line) => line.track));
    for (const { kind, track } of lines) {
      const transceiver = peer.addTransceiver(track, { direction: "sendonly", streams: [together], sendEncodings: encodingsOf(kind, isSeat(room.view())) });
      keepToOneCodec(transceiver, kind);
    }
    await peer.setLocalDescription();
    const answer = await room.send({ do: "send_media", peer: name, kinds: lines.map((line) => line.kind), sdp: withoutCandidates(peer.localDescription?.sdp ?? "") });
    if (!answer.ok) peer.close();
    // Ended while the answer was under way: there is nothing to set.
    else if (peer.signalingState !== "closed") await peer.setRemoteDescription({ type: "answer", sdp: answer.sdp ?? "" });
    watchConnection(peer, broke);
    return { answer, peer };
  } catch (error) {
    peer.close();
    throw error;
  }
}

/**
 * Another microphone or camera in the same connection; nothing has to be agreed anew.
 * @param {RTCPeerConnection} peer
 * @param {MediaStream} stream
 */
export async function changeTracks(peer, stream) {
  for (const sender of peer.getSenders()) {
    const track = stream.getTracks().find((each) => each.kind === sender.track?.kind);
    if (track !== undefined && track !== sender.track) await sender.replaceTrack(track);
  }
}
