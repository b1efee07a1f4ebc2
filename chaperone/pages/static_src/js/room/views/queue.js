// The adults' side: held messages, the queue of questions, and the adults' own channel.

import { keepInStep, make, part } from "../dom.js";
import { clockIn, labelInWords } from "../words.js";
import { byline, face } from "./message.js";

/** @import {AppealItem, HeldItem, Item, Part, QuestionItem, Room, View} from "../frames.js" */

const TAKES_QUESTIONS = new Set(["facilitator", "speaker"]);
const DECIDES_HELD = new Set(["facilitator", "teacher"]);

/**
 * @param {Room} room
 * @param {(held: HeldItem, what: "release" | "withhold") => void} decide asks for the reason and sends it
 * @returns {Part}
 */
export function heldView(room, decide) {
  const section = part("held");
  const list = part("held-list");
  const drawn = new Map();

  /** @param {HeldItem} held */
  function draw(held) {
    const may = DECIDES_HELD.has(room.view().you?.role ?? "");
    return make("li", { class: "ch-held" },
      make("p", { class: "ch-held__head" }, face(held.from), byline(held.from)),
      make("blockquote", { class: "ch-held__text", dir: "auto" }, held.text),
      held.asked && make("p", { class: "ch-held__asked" }, "They say that this is fine."),
      make("ul", { class: "ch-held__why" }, ...whyHeld(held)),
      may && make("p", { class: "ch-held__actions" },
        make("button", { type: "button", class: "govuk-button ch-button--secondary ch-button--small", click: () => decide(held, "release") }, "Show it"),
        make("button", { type: "button", class: "govuk-button ch-button--secondary ch-button--small", click: () => decide(held, "withhold") }, "Do not show")));
  }

  return {
    draw(view, before) {
      if (view.held === before.held && view.appeals === before.appeals && view.you === before.you) return;
      const waiting = view.held.length + view.appeals.length;
      section.hidden = waiting === 0;
      part("held-count").textContent = String(waiting);
      keepInStep(list, view.held, (held) => String(held.key), draw, drawn);
    },
  };
}

/**
 * Why it is held, one line for each finding: what it looks like, the clause, and what its sender is told.
 * @param {HeldItem} held
 */
function whyHeld(held) {
  if (held.findings.length === 0) return [make("li", {}, "Screening could not finish with this one, so nothing was found and nothing ruled out. Please read it yourself.")];
  return held.findings.map((finding) => make("li", {}, make("strong", {}, labelInWords(finding.label), ". "), finding.sentence, " ", finding.clause && make("span", { class: "ch-clause" }, finding.clause)));
}

/**
 * What pupils say is fine: refused words, sent to us from memory and on no record.
 * @param {(appeal: AppealItem) => void} answer opens what an adult may answer
 * @returns {Part}
 */
export function appealsView(answer) {
  const list = part("appeals-list");
  const drawn = new Map();

  /** @param {AppealItem} appeal */
  function draw(appeal) {
    return make("li", { class: "ch-held" },
      make("p", { class: "ch-held__head" }, face(appeal.from), byline(appeal.from)),
      make("p", { class: "ch-held__asked" }, "Not sent. They say that it is fine."),
      make("blockquote", { class: "ch-held__text", dir: "auto" }, ...marked(appeal.words, appeal.marks)),
      make("p", { class: "ch-held__why" }, `It looks like: ${[...new Set(appeal.labels)].map(labelInWords).join(", ").toLowerCase()}. `, appeal.clause && make("span", { class: "ch-clause" }, appeal.clause)),
      make("p", { class: "ch-held__actions" },
        make("button", { type: "button", class: "govuk-button ch-button--secondary ch-button--small", click: () => answer(appeal) }, "Answer…")));
  }

  return {
    draw(view, before) {
      if (view.appeals !== before.appeals) keepInStep(list, view.appeals, (appeal) => String(appeal.key), draw, drawn);
    },
  };
}

/**
 * @param {string} words
 * @param {readonly [number, number][]} marks where something was found, by characters
 * @returns {(string | HTMLElement)[]}
 */
function marked(words, marks) {
  const letters = [...words];
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let from = 0;
  for (const [start, end] of marks) {
    if (start < from) continue;
    parts.push(letters.slice(from, start).join(""), make("mark", {}, letters.slice(start, end).join("")));
    from = end;
  }
  return [...parts, letters.slice(from).join("")];
}

/**
 * @param {Room} room
 * @returns {Part}
 */
export function questionsView(room) {
  const list = part("questions-list");
  const none = part("questions-none");
  const drawn = new Map();

  /** @param {QuestionItem} question */
  function draw(question) {
    const may = TAKES_QUESTIONS.has(room.view().you?.role ?? "");
    return make("li", { class: "ch-question" },
      make("p", { class: "ch-question__head" }, face(question.from), byline(question.from)),
      make("p", { class: "ch-question__text", dir: "auto" }, question.text),
      may && make("p", { class: "ch-question__actions" },
        make("button", { type: "button", class: "govuk-button ch-button--small", click: () => void room.send({ do: "take", question: question.key }) }, "Take it"),
        make("button", { type: "button", class: "ch-link-button", click: () => void room.send({ do: "set_aside", question: question.key }) }, "Not now")));
  }

  return {
    draw(view, before) {
      if (view.questions === before.questions && view.you === before.you) return;
      const waiting = view.questions.filter((question) => question.status === "waiting");
      none.hidden = waiting.length > 0;
      part("questions-count").textContent = waiting.length > 0 ? String(waiting.length) : "";
      keepInStep(list, waiting, (question) => String(question.key), draw, drawn);
    },
  };
}

/**
 * @param {Room} room
 * @returns {Part}
 */
export function adultsView(room) {
  const list = part("adults-list");
  const scroller = part("adults-talk");
  const form = /** @type {HTMLFormElement} */ (part("adults-form"));
  const box = /** @type {HTMLTextAreaElement} */ (part("adults-text"));
  const problem = part("adults-problem");
  const drawn = new Map();
  const clock = clockIn(room.boot.timezone);

  const submit = () => {
    const text = box.value.trim();
    if (text === "") return;
    box.value = "";
    void room.say("adults", text);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });

  /** @param {Item} item */
  function draw(item) {
    return make("li", { class: "ch-aside" }, make("p", { class: "ch-aside__head" }, byline(item.from), make("time", { datetime: item.at }, clock(item.at))), make("p", { class: "ch-aside__text", dir: "auto" }, item.text));
  }

  return {
    draw(view, before) {
      if (view.adultsTalk !== before.adultsTalk) {
        keepInStep(list, view.adultsTalk.slice(-200), (item) => String(item.key), draw, drawn);
        part("adults-none").hidden = view.adultsTalk.length > 0;
        scroller.scrollTop = scroller.scrollHeight;
      }
      if (view.refusal === before.refusal) return;
      const said = view.refusal?.what === "adults" ? view.refusal : null;
      problem.textContent = said === null ? "" : [said.sentence, said.next_step].filter(Boolean).join(" ");
      problem.hidden = said === null;
      if (said !== null && box.value === "") box.value = said.text;
    },
  };
}

/**
 * The own questions of a pupil, and what became of them.
 * @returns {Part}
 */
export function myQuestionsView() {
  const section = part("my-questions");
  const list = part("my-questions-list");
  const words = { waiting: "in the queue", taken: "taken", set_aside: "not this time" };
  return {
    draw(view, before) {
      if (view.questions === before.questions) return;
      section.hidden = view.questions.length === 0;
      list.replaceChildren(...view.questions.slice(-5).map((question) => make("li", { class: `ch-mine ch-mine--${question.status}` }, make("bdi", {}, question.text), " ", make("span", { class: "ch-mine__state" }, words[question.status]))));
    },
  };
}

/**
 * Numbers on the tabs of a narrow screen: what waits behind each.
 * @param {HTMLElement} tabs
 * @returns {Part}
 */
export function tabsView(tabs) {
  let read = 0;
  const choose = (/** @type {Element} */ button) => {
    const pane = button.getAttribute("data-pane") ?? "talk";
    document.body.dataset.pane = pane;
    for (const each of tabs.querySelectorAll("[data-pane]")) each.setAttribute("aria-pressed", String(each === button));
  };
  // Beside the conversation one of the others is always shown: with room for two, the queue comes first.
  const roomForTwo = matchMedia("(min-width: 52rem)");
  const fit = () => {
    const queue = tabs.querySelector('[data-pane="questions"]');
    if (roomForTwo.matches && document.body.dataset.pane === "talk" && queue !== null) choose(queue);
  };
  roomForTwo.addEventListener("change", fit);
  fit();
  for (const button of tabs.querySelectorAll("[data-pane]")) button.addEventListener("click", () => choose(button));

  /**
   * @param {string} pane
   * @param {number} count
   * @param {string} what
   */
  function badge(pane, count, what) {
    const element = tabs.querySelector(`[data-pane="${pane}"] [data-badge]`);
    if (element === null) return;
    element.replaceChildren(...(count > 0 ? [String(count), make("span", { class: "govuk-visually-hidden" }, ` ${what}`)] : []));
  }

  return {
    draw(/** @type {View} */ view) {
      const hands = [...view.seats.values()].filter((seat) => seat.hand).length;
      if (document.body.dataset.pane === "adults") read = view.adultsTalk.length;
      badge("people", hands, "with a hand up");
      badge("questions", view.held.length + view.appeals.length + view.questions.filter((question) => question.status === "waiting").length, "waiting");
      badge("adults", view.adultsTalk.length - read, "new");
    },
  };
}
