// How well sound and picture get through, from what the browser counts: lost packets and long ways.

/** @import {Quality} from "../frames.js" */

const EVERY_MS = 3000;

/**
 * @typedef {{received: number, lost: number, away: number, flows: boolean}} Counted packets so far; the way there and back in seconds
 * @param {Counted} now
 * @param {Counted} before
 * @returns {Quality}
 */
export function judged(now, before) {
  const lost = Math.max(0, now.lost - before.lost);
  const received = Math.max(0, now.received - before.received);
  if (!now.flows || received + lost === 0) return "";
  const share = lost / (received + lost);
  if (share > 0.08 || now.away > 0.8) return "poor";
  return share > 0.02 || now.away > 0.3 ? "fair" : "good";
}

/**
 * @param {() => (RTCPeerConnection | undefined)[]} peers
 * @param {(quality: Quality) => void} tell
 */
export function watchQuality(peers, tell) {
  let before = { received: 0, lost: 0, away: 0, flows: false };
  setInterval(async () => {
    const now = { received: 0, lost: 0, away: 0, flows: false };
    for (const peer of peers()) if (peer !== undefined && peer.connectionState === "connected") await count(peer, now);
    tell(judged(now, before));
    before = now;
  }, EVERY_MS);
}

/**
 * @param {RTCPeerConnection} peer
 * @param {Counted} sum
 */
async function count(peer, sum) {
  for (const report of (await peer.getStats()).values()) {
    if (report.type === "inbound-rtp") {
      sum.received += report.packetsReceived ?? 0;
      sum.lost += report.packetsLost ?? 0;
      sum.flows = true;
    } else if (report.type === "remote-inbound-rtp") {
      sum.lost += report.packetsLost ?? 0;
      sum.away = Math.max(sum.away, report.roundTripTime ?? 0);
    } else if (report.type === "outbound-rtp") {
      sum.received += report.packetsSent ?? 0;
      sum.flows = true;
    }
  }
}
