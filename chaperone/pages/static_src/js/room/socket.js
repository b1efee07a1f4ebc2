// Keeps one live connection: a fresh ticket each time, resuming at the last number seen, and sending again what was never acknowledged.

import { freshId } from "./ids.js";

/**
 * @import {Answer, Boot, Command, Frame, Link} from "./frames.js"
 * @typedef {{command: Command, text: string, answered: (answer: Answer) => void, sentOn: WebSocket | null}} Waiting
 */

const ACKNOWLEDGE_WITHIN_MS = 8000;
const LONGEST_PAUSE_MS = 15000;
// Said again after a broken connection; the server knows them by id and says them once. Everything else is only reported as not done.
const SAID_AGAIN = new Set(["say", "ask", "adults", "appeal", "agree"]);
// The media server may be slow without the line being dead.
const MEDIA = new Set(["send_media", "stop_media", "receive_media", "size_media", "media_answer", "switch_media"]);
/** @type {Answer} */
const BROKEN = { ok: false, clause: "", sentence: "The connection broke before that was done.", next_step: "Please try again." };
/** @type {Answer} */
const LATE = { ok: false, clause: "", sentence: "Sound and picture did not answer in time.", next_step: "The text goes on; we try again." };

/**
 * @param {Extract<Frame, {id: string}> | Extract<Frame, {id?: string}>} frame the answer to a command of ours
 * @returns {Answer}
 */
function answerIn(frame) {
  if (frame.is === "refused") return { ok: false, clause: frame.clause, sentence: frame.sentence, next_step: frame.next_step };
  if (frame.is === "media_answer") return { ok: true, seq: 0, feed: frame.feed, sdp: frame.sdp };
  return { ok: true, seq: "seq" in frame ? frame.seq : 0 };
}

/**
 * How long to wait before trying again: doubling, with a random part so that a whole class does not come back in the same instant.
 * @param {number} tries how many attempts have failed in a row
 * @param {number} luck between 0 and 1
 * @returns {number} milliseconds
 */
export function pauseBefore(tries, luck) {
  const most = Math.min(LONGEST_PAUSE_MS, 400 * 2 ** Math.min(tries, 8));
  return Math.round(most / 2 + (most / 2) * luck);
}

/**
 * @param {{
 *   boot: Boot, csrf: string, after: () => number,
 *   mayGo: (command: Command) => boolean, onFrame: (frame: Frame) => void, onLink: (link: Link, sentence: string) => void, onLate: (id: string) => void,
 * }} told
 */
export function openConnection(told) {
  /** @type {Map<string, Waiting>} */
  const waiting = new Map();
  /** @type {WebSocket | null} */
  let socket = null;
  let welcomed = false;
  let tries = 0;
  let stopped = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;

  /** @returns {Promise<{ticket: string, socket: string} | {sentence: string, next_step?: string} | null>} null: no answer, try again */
  async function ticket() {
    try {
      const response = await fetch(told.boot.ticket_url, {
        method: "POST", headers: { "X-CSRFToken": told.csrf, Accept: "application/json" }, credentials: "same-origin", cache: "no-store",
      });
      if (response.ok) return await response.json();
      if (response.status >= 500 || response.status === 429) return null;
      const refusal = await response.json().catch(() => ({}));
      return { sentence: refusal.sentence ?? "Your place here has changed, or the session is over.", next_step: refusal.next_step ?? "Ask your teacher, or the person who invited you." };
    } catch {
      return null;
    }
  }

  async function come() {
    clearTimeout(retry);
    if (stopped || socket !== null) return;
    if (navigator.onLine === false) return told.onLink("offline", "");
    const answer = await ticket();
    if (stopped || socket !== null) return;
    if (answer === null) return again();
    if (!("ticket" in answer)) {
      stopped = true;
      return told.onLink("gone", [answer.sentence, answer.next_step].filter(Boolean).join(" "));
    }
    const address = new URL(answer.socket, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    listen(new WebSocket(address), answer.ticket);
  }

  /**
   * @param {WebSocket} fresh
   * @param {string} word the ticket
   */
  function listen(fresh, word) {
    socket = fresh;
    welcomed = false;
    fresh.addEventListener("open", () => fresh.send(JSON.stringify({ do: "join", ticket: word, after: told.after() })));
    fresh.addEventListener("message", (event) => heard(JSON.parse(event.data)));
    fresh.addEventListener("close", () => {
      if (socket === fresh) letGo();
    });
  }

  /** Gives the connection up at once: on a dead line the browser's own "close" may come half a minute later. */
  function letGo() {
    const old = socket;
    socket = null;
    welcomed = false;
    old?.close();
    dropUnrepeatable();
    if (!stopped) again();
  }

  /** @param {Frame} frame */
  function heard(frame) {
    told.onFrame(frame);
    if (frame.is === "welcome") {
      tries = 0;
      welcomed = true;
      told.onLink("live", "");
    } else if (frame.is === "bye") {
      if (!frame.again) {
        stopped = true;
        told.onLink("gone", frame.sentence);
      }
    } else if ("id" in frame && frame.id) {
      const mine = waiting.get(frame.id);
      if (mine === undefined) return;
      // That an offer is on record is not yet its answer.
      if (mine.command.do === "send_media" && frame.is === "done") return;
      waiting.delete(frame.id);
      mine.answered(answerIn(frame));
    }
    if (welcomed) sendWhatWaited();
  }

  /** Words typed into a broken connection go once the room takes them: after a power cut it is paused until the adults are back too. */
  function sendWhatWaited() {
    for (const [id, entry] of waiting) if (entry.sentOn !== socket && told.mayGo(entry.command)) put(id, entry);
  }

  /**
   * @param {string} id
   * @param {Waiting} entry
   */
  function put(id, entry) {
    if (socket?.readyState !== WebSocket.OPEN) return;
    const on = socket;
    entry.sentOn = on;
    on.send(entry.text);
    // An answer that does not come means a dead line that the browser has not noticed yet.
    setTimeout(() => {
      if (waiting.get(id)?.sentOn !== on) return;
      if (MEDIA.has(entry.command.do)) {
        waiting.delete(id);
        return entry.answered(LATE);
      }
      told.onLate(id);
      if (socket === on) letGo();
    }, ACKNOWLEDGE_WITHIN_MS);
  }

  function again() {
    told.onLink(navigator.onLine === false ? "offline" : "lost", "");
    clearTimeout(retry);
    retry = setTimeout(come, pauseBefore(tries, Math.random()));
    tries += 1;
  }

  function dropUnrepeatable() {
    for (const [id, { command, answered }] of waiting) {
      if (SAID_AGAIN.has(command.do)) continue;
      waiting.delete(id);
      answered(BROKEN);
    }
  }

  /**
   * @param {Command} command
   * @param {string} [id] chosen by the caller, so that it can be shown as waiting
   * @returns {Promise<Answer>} once it is on record, or refused
   */
  function send(command, id = freshId()) {
    const text = JSON.stringify({ ...command, id });
    return new Promise((answered) => {
      if (!welcomed && !SAID_AGAIN.has(command.do)) return answered(BROKEN);
      /** @type {Waiting} */
      const entry = { command, text, answered, sentOn: null };
      waiting.set(id, entry);
      if (welcomed) put(id, entry);
    });
  }

  addEventListener("online", () => void come());
  addEventListener("offline", () => (socket === null ? told.onLink("offline", "") : letGo()));
  addEventListener("pageshow", (event) => event.persisted && !stopped && void come());
  void come();

  return {
    send,
    reopen() {
      stopped = false;
      tries = 0;
      void come();
    },
    leave() {
      stopped = true;
      clearTimeout(retry);
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ do: "leave" }));
      socket?.close();
    },
  };
}
