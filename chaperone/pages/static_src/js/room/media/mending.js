// Keeps something alive that may break: begun while it is wanted, again with growing pauses when it breaks, ended when it is not.

import { pauseBefore } from "../socket.js";

const STEADY_MS = 10_000;

/**
 * @typedef {{end: () => void}} Running
 * @param {(broke: () => void, tries: number) => Promise<Running | null>} begin starts it, after so many that broke; null when it was refused and waits for `nudge`; a throw counts as broken
 */
export function mended(begin) {
  let wanted = false;
  let beginning = false;
  let tries = 0;
  let round = 0;
  /** @type {Running | null} */
  let running = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let steady;

  async function start() {
    round += 1;
    const mine = round;
    const broke = () => void (mine === round && again());
    beginning = true;
    try {
      const begun = await begin(broke, tries);
      if (mine !== round) return begun?.end();
      running = begun;
      beginning = false;
      if (begun !== null) steady = setTimeout(() => (tries = 0), STEADY_MS);
    } catch {
      broke();
    }
  }

  function stop() {
    round += 1;
    beginning = false;
    clearTimeout(timer);
    clearTimeout(steady);
    running?.end();
    running = null;
  }

  function again() {
    stop();
    timer = setTimeout(() => wanted && void start(), pauseBefore(tries, Math.random()));
    tries += 1;
  }

  return {
    /** @param {boolean} on whether it should be there; saying the same twice does nothing */
    want(on) {
      if (on === wanted) return;
      wanted = on;
      stop();
      tries = 0;
      if (on) void start();
    },
    /** It is over, by somebody else's hand: begin again after a pause, if it is still wanted. */
    lost() {
      if (wanted) again();
    },
    /** Begin anew at once, if it is wanted: what is sent has changed, or the server has forgotten it. */
    renew() {
      stop();
      tries = 0;
      if (wanted) void start();
    },
    /** What was refused may be allowed now. */
    nudge() {
      if (wanted && running === null && !beginning) this.renew();
    },
  };
}
