// What we say of ourselves to the media server: no address of this network, one well-known codec, no more than a school's line bears.

/** @import {Kind} from "../frames.js" */

const CAMERA_BITS = 500_000;
const SMALL_BITS = 120_000;
const SCREEN_BITS = 1_000_000;
const SOUND_BITS = 40_000;
/** 360 lines are enough for a face, and a school's line for a class. */
export const CAMERA_PICTURE = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 24 } };
/** A pupil's, which only adults see, and of which there may be thirty. */
export const PUPIL_PICTURE = { width: { ideal: 320 }, height: { ideal: 180 }, frameRate: { ideal: 10, max: 12 } };
/** Words on a slide need their lines, not their speed. */
export const SCREEN_PICTURE = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { ideal: 8, max: 10 } };

/**
 * The server only answers whom it was reached by, so no candidate is needed, and none leaves this browser.
 * @param {string} sdp
 * @returns {string}
 */
export function withoutCandidates(sdp) {
  return sdp.replace(/^a=(?:candidate:|end-of-candidates|ice-options:trickle).*\r?\n/gm, "").replace(/^c=IN IP[46] .*$/gm, "c=IN IP4 0.0.0.0");
}

/**
 * An adult's camera in two sizes: whoever shows it small, or has a poor line, is sent the small one (`sizes.js`). The large one comes
 * first, because this media server takes the first for the best, and writes the best down.
 * @param {Kind} kind
 * @param {boolean} [small] a pupil's
 * @returns {RTCRtpEncodingParameters[]}
 */
export function encodingsOf(kind, small = false) {
  if (kind === "camera" && small) return [{ maxBitrate: SMALL_BITS, maxFramerate: 12 }];
  if (kind === "camera") return [{ rid: "h", maxBitrate: CAMERA_BITS, maxFramerate: 20 }, { rid: "l", scaleResolutionDownBy: 2, maxBitrate: SMALL_BITS, maxFramerate: 12 }];
  if (kind === "screen") return [{ maxBitrate: SCREEN_BITS, maxFramerate: 10 }];
  return [{ maxBitrate: SOUND_BITS }];
}

/**
 * Keeps to VP8 and Opus, which every browser of the last years has, and which make the shortest description.
 * @param {RTCRtpTransceiver} transceiver
 * @param {Kind} kind
 */
export function keepToOneCodec(transceiver, kind) {
  const picture = kind === "camera" || kind === "screen";
  const wanted = picture ? /^video\/(VP8|rtx)$/i : /^audio\/opus$/i;
  const known = RTCRtpSender.getCapabilities?.(picture ? "video" : "audio")?.codecs.filter((codec) => wanted.test(codec.mimeType)) ?? [];
  if (known.length === 0 || !("setCodecPreferences" in transceiver)) return;
  try {
    transceiver.setCodecPreferences(known);
  } catch {
    // An older browser that knows the method but not our wish sends everything it has.
  }
}
