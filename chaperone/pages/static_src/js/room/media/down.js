// The one peer connection that receives everything; the server offers anew whenever something comes or goes.

import { withoutCandidates } from "./descriptions.js";
import { watchConnection } from "./up.js";

/**
 * @import {Frame, Received, Room} from "../frames.js"
 * @typedef {Extract<Frame, {is: "media_offer"}>} Offer
 */

/**
 * @param {Room} room
 * @param {{
 *   received: (feeds: ReadonlyMap<string, Received>) => void,
 *   broke: () => void,
 * }} told what is received now, by feed; and that the connection is of no use any more
 */
export function receiveDown(room, told) {
  const peer = new RTCPeerConnection({ iceServers: [...room.view().ice], bundlePolicy: "max-bundle" });
  let turns = Promise.resolve();
  let closed = false;
  watchConnection(peer, told.broke);

  /** @param {Offer} offer */
  async function answer(offer) {
    if (closed) return;
    await peer.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    await peer.setLocalDescription();
    if (closed) return;
    told.received(tracksOf(peer, offer));
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
