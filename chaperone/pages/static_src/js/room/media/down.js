// The one peer connection that receives everything; the server offers anew whenever something comes or goes.

import { withoutCandidates } from "./descriptions.js";
import { watchConnection } from "./up.js";

/** Longer than a slow network takes to come through; shorter than a pupil's patience with a dark stage. */
const THROUGH_WITHIN_MS = 8000;

/**
 * @import {Frame, Received, Room} from "../frames.js"
 * @typedef {Extract<Frame, {is: "media_offer"}>} Offer
 */

/**
 * @param {Room} room
 * @param {{
 *   received: (feeds: ReadonlyMap<string, Received>) => void,
 *   broke: () => void,
 *   through: (got: boolean) => void,
 * }} told what is received now, by feed; that the connection is of no use any more; and whether it got through the network
 */
export function receiveDown(room, told) {
  const peer = new RTCPeerConnection({ iceServers: [...room.view().ice], bundlePolicy: "max-bundle" });
  let turns = Promise.resolve();
  let closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;
  watchConnection(peer, told.broke);
  peer.addEventListener("connectionstatechange", () => {
    if (peer.connectionState !== "connected") return;
    clearTimeout(patience);
    told.through(true);
  });

  /** @param {Offer} offer */
  async function answer(offer) {
    if (closed) return;
    await peer.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    await peer.setLocalDescription();
    if (closed) return;
    told.received(tracksOf(peer, offer));
    patience ??= setTimeout(() => peer.connectionState !== "connected" && told.through(false), THROUGH_WITHIN_MS);
    // A refusal means that a newer offer is under way, or that this connection is over; either is said in a frame of its own.
    await room.send({ do: "media_answer", turn: offer.turn, sdp: withoutCandidates(peer.localDescription?.sdp ?? "") });
  }

  return {
    peer,
    /** @param {Offer} offer answered after those before it */
    take(offer) {
      turns = turns.then(() => answer(offer)).catch(() => {
        if (!closed) told.broke();
      });
    },
    end() {
      closed = true;
      clearTimeout(patience);
      peer.close();
    },
  };
}

/**
 * @param {RTCPeerConnection} peer
 * @param {Offer} offer
 * @returns {Map<string, Received>}
 */
function tracksOf(peer, offer) {
  /** @type {Map<string, Received>} */
  const feeds = new Map();
  const transceivers = new Map(peer.getTransceivers().map((each) => [each.mid, each]));
  for (const { mid, feed, kind } of offer.lines) {
    const transceiver = transceivers.get(mid);
    if (transceiver !== undefined) feeds.set(feed, { ...feeds.get(feed), [kind]: transceiver.receiver.track });
  }
  return feeds;
}
