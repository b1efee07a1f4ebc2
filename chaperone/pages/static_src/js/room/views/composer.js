// Where one writes: Enter sends, the words stay when they are refused, and the reason is told kindly.

import { make, maybePart, part, setText } from "../dom.js";
import { fineButton } from "./message.js";

/** @import {Part, Room, View, Wording} from "../frames.js" */

const LENGTH_LIMIT = 2000;
const WARN_FROM = 1800;

/**
 * @param {Room} room
 * @returns {Part}
 */
export function composerView(room) {
  const form = /** @type {HTMLFormElement} */ (part("composer"));
  const box = /** @type {HTMLTextAreaElement} */ (part("composer-text"));
  const refusal = part("composer-refusal");
  const count = part("composer-count");
  const ask = maybePart("composer-ask");
  const hand = maybePart("composer-hand");
  const send = /** @type {HTMLButtonElement} */ (part("composer-send"));
  let asking = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener("keydown", (event) => {
    // While letters are being composed (Japanese, Korean …) Enter only confirms them.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  box.addEventListener("input", () => {
    const left = LENGTH_LIMIT - box.value.length;
    setText(count, box.value.length < WARN_FROM ? "" : left >= 0 ? `${left} letters left` : `${-left} letters too many`);
    count.classList.toggle("ch-composer__count--over", left < 0);
    room.tell({ is: "~refusal_read" });
  });
  ask?.addEventListener("click", () => setAsking(!asking));
  hand?.addEventListener("click", () => {
    const up = !(room.view().you?.hand ?? false);
    void room.send({ do: "hand", up });
  });

  /** @param {boolean} on */
  function setAsking(on) {
    asking = on;
    ask?.setAttribute("aria-pressed", String(on));
    form.classList.toggle("ch-composer--asking", on);
    box.placeholder = on ? "Your question for the speakers" : box.dataset.placeholder ?? "";
    setText(send, on ? "Ask" : "Send");
    box.focus();
  }

  function submit() {
    const text = box.value.trim();
    if (text === "" || text.length > LENGTH_LIMIT) return box.focus();
    /** @type {Wording} */
    const what = asking ? "ask" : "say";
    box.value = "";
    box.dispatchEvent(new Event("input"));
    setAsking(false);
    void room.say(what, text);
  }

  /** @param {View} view */
  function drawRefusal(view) {
    const said = view.refusal;
    if (said === null || said.what === "adults") {
      refusal.hidden = true;
      return refusal.replaceChildren();
    }
    refusal.replaceChildren(
      make("p", { class: "ch-refusal__sentence" }, said.sentence, " ", said.clause !== "" && make("span", { class: "ch-clause" }, make("span", { class: "govuk-visually-hidden" }, "Policy clause "), said.clause)),
      said.next_step ? make("p", { class: "ch-refusal__next" }, said.next_step) : "",
    );
    refusal.hidden = false;
    if (said.mayAppeal) {
      refusal.append(fineButton(room, said.id, "This is fine, ask an adult", () => {
        if (box.value === said.text) box.value = "";
      }));
    }
    if (said.text === "") return;
    if (box.value === "") {
      if (said.what === "ask") setAsking(true);
      box.value = said.text;
      box.focus();
      box.setSelectionRange(box.value.length, box.value.length);
    } else if (box.value !== said.text) {
      // Something new is already being written: the refused words are offered, not forced in between.
      refusal.append(make("p", { class: "ch-refusal__words", dir: "auto" }, said.text), make("button", {
        type: "button", class: "ch-link-button", click: () => {
          box.value = said.text;
          box.focus();
          room.tell({ is: "~refusal_read" });
        },
      }, "Change these words"));
    }
  }

  /** @param {View} view */
  function drawMayWrite(view) {
    const muted = view.you?.muted === true;
    const paused = view.room?.paused ?? null;
    box.readOnly = muted || paused !== null;
    send.disabled = box.readOnly;
    ask?.toggleAttribute("disabled", muted);
    box.placeholder = muted ? "Your chat is off for now" : paused !== null ? "The room is paused" : asking ? "Your question for the speakers" : box.dataset.placeholder ?? "";
    if (hand !== null) {
      const up = view.you?.hand === true;
      hand.setAttribute("aria-pressed", String(up));
      setText(hand.querySelector("[data-hand-label]"), up ? "Hand is up" : "Raise hand");
    }
  }

  return {
    draw(view, before) {
      if (view.refusal !== before.refusal) drawRefusal(view);
      if (view.you !== before.you || view.room?.paused !== before.room?.paused) drawMayWrite(view);
    },
  };
}
