// Which of its screens a seat is shown: the rules, the waiting room, the room, a pause, sent back, removed, ended.

import { part, setText } from "../dom.js";
import { stageOf } from "../store.js";
import { countdown, secondsUntil, spokenWait } from "../words.js";

/** @import {Part, Room, View} from "../frames.js" */

/** @returns {Part} */
export function stageView() {
  const stages = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-stage]"));
  let shown = "connecting";
  let wroteBefore = false;

  /** @param {string} stage */
  function show(stage) {
    wroteBefore = shown === "inside" ? document.activeElement?.getAttribute("data-part") === "composer-text" : wroteBefore;
    shown = stage;
    document.body.dataset.showing = stage;
    for (const each of stages) each.hidden = !(each.dataset.stage ?? "").split(" ").includes(stage);
    if (document.querySelector("dialog[open]")) return;
    // Back from a pause the cursor is where it was; otherwise the heading of the new screen is read out.
    const visible = [...stages].find((each) => !each.hidden);
    const goal = stage === "inside" && wroteBefore ? part("composer-text") : visible?.querySelector("h1, h2");
    if (goal instanceof HTMLElement) goal.focus({ preventScroll: stage === "inside" });
  }

  return {
    draw(view, before) {
      const stage = stageOf(view);
      if (stage !== shown) show(stage);
      if (view === before) return;
      setText(document.querySelector("[data-part=stopped-sentence]"), view.linkSentence);
      setText(document.querySelector("[data-part=paused-sentence]"), view.room?.paused?.sentence ?? "");
      setText(document.querySelector("[data-part=inside-doors]"), doorsBesides(view));
    },
  };
}

/**
 * In a session of several schools: which other door is still shut.
 * @param {View} view
 */
function doorsBesides(view) {
  const shut = (view.room?.doors ?? []).filter((door) => !door.open && door.school !== view.you?.school).map((door) => door.name);
  return shut.length === 0 ? "" : `Still waiting for ${shut.join(" and ")}.`;
}

/**
 * The rules: a seat agrees here.
 * @param {Room} room
 */
export function agreeForm(room) {
  const form = /** @type {HTMLFormElement} */ (part("agree-form"));
  const tick = /** @type {HTMLInputElement} */ (part("agree-tick"));
  const problem = part("agree-problem");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!tick.checked) {
      problem.textContent = "Tick the box if you agree. If you are unsure about a rule, ask your teacher first.";
      problem.hidden = false;
      return tick.focus();
    }
    problem.hidden = true;
    void room.send({ do: "agree", rules: room.boot.rules_hash }).then((answer) => {
      if (answer.ok) return;
      problem.textContent = [answer.sentence, answer.next_step].filter(Boolean).join(" ");
      problem.hidden = false;
    });
  });
}

/**
 * The waiting room: the picture lights a lamp for each adult who comes, lanterns along the path for the time that has gone, and the words
 * beside it say the same.
 * @returns {Part}
 */
export function waitingView() {
  const headline = part("waiting-headline");
  const sentence = part("waiting-sentence");
  const clock = part("waiting-clock");
  const spokenClock = part("waiting-clock-spoken");
  const scenes = /** @type {NodeListOf<SVGElement>} */ (document.querySelectorAll("[data-scene]"));
  /** @type {number | null} */
  let longest = null;
  /** @type {View | null} */
  let latest = null;

  function tick() {
    const view = latest;
    if (view?.room == null) return;
    const door = view.room.doors.find((each) => each.school === view.you?.school);
    const left = door === undefined || door.open ? null : secondsUntil(view, door.opens_at);
    if (left !== null) longest = Math.max(longest ?? 0, left);
    const gone = left === null || longest === null || longest === 0 ? 0 : 1 - left / longest;
    setText(clock, left === null ? "" : left > 0 ? countdown(left) : "Now");
    setText(spokenClock, left === null ? "" : `The door opens in ${spokenWait(left)}.`);
    clock.parentElement?.toggleAttribute("hidden", left === null);
    setText(headline, headlineOf(view, left));
    setText(sentence, door?.open ? view.room.paused?.sentence || "You will be let in in a moment." : door?.sentence || "The adults are getting ready.");
    const here = view.room.adults.filter((adult) => adult.here);
    for (const scene of scenes) {
      scene.dataset.staff = String(Math.min(2, here.filter((adult) => adult.role !== "teacher").length));
      scene.dataset.teacher = String(here.some((adult) => adult.role === "teacher" && adult.school === view.you?.school));
      scene.dataset.lanterns = String(Math.floor(gone * 6));
      scene.dataset.door = door?.open && view.room.paused === null ? "open" : "shut";
    }
  }

  setInterval(tick, 500);
  return {
    draw(view, before) {
      latest = view;
      if (view.room !== before.room || view.you !== before.you) tick();
    },
  };
}

/**
 * @param {View} view
 * @param {number | null} left
 */
function headlineOf(view, left) {
  if (view.room?.paused) return "Waiting a moment";
  return left === null ? "You’re early. Good!" : left > 0 ? "Nearly time" : "Here we go";
}
