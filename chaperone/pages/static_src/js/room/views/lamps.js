// The adults of the session, each with a lamp: lit while they are here. Used by every screen.

import { keepInStep, make } from "../dom.js";
import { ROLE_NAMES, counted } from "../words.js";

/**
 * @import {AdultHere, Part, View} from "../frames.js"
 * @typedef {{thing: AdultHere, element: HTMLElement}} Drawn
 */

/**
 * @param {HTMLElement} list a <ul>
 * @param {(view: View) => readonly AdultHere[]} [which] those expected when left out
 * @returns {Part}
 */
export function lampsView(list, which = expected) {
  /** @type {Map<string, Drawn>} */
  const drawn = new Map();
  /** @type {Map<string, AdultHere>} */
  let known = new Map();
  return {
    draw(view, before) {
      if (view.room === before.room) return;
      const adults = which(view).map((adult) => {
        const old = known.get(adult.ref);
        return old !== undefined && old.here === adult.here && old.showing_class === adult.showing_class && old.name === adult.name && old.role === adult.role ? old : adult;
      });
      known = new Map(adults.map((adult) => [adult.ref, adult]));
      keepInStep(list, adults, (adult) => adult.ref, drawLamp, drawn);
    },
  };
}

/**
 * A safeguarding lead may look in at any time, and is shown when they do; nobody waits for them.
 * @param {View} view
 */
function expected(view) {
  return (view.room?.adults ?? []).filter((adult) => adult.here || adult.role !== "safeguarding_lead");
}

/** @param {AdultHere} adult */
function drawLamp(adult) {
  return make("li", { class: `ch-lamp ${adult.here ? "ch-lamp--lit" : ""}` },
    make("span", { class: "ch-lamp__light", "aria-hidden": "true" }),
    make("span", { class: "ch-lamp__who" },
      make("bdi", { class: "ch-lamp__name" }, adult.name),
      make("span", { class: "ch-lamp__role" }, ROLE_NAMES[adult.role], adult.showing_class ? ", shown to the class" : ""),
      make("span", { class: adult.here ? "govuk-visually-hidden" : "ch-lamp__away" }, adult.here ? "is here" : "not here")));
}

/**
 * @param {HTMLElement} element where "28 pupils" stands
 * @returns {Part}
 */
export function pupilCountView(element) {
  return {
    draw(view, before) {
      if (view.room === before.room || view.room === null) return;
      element.textContent = counted(view.room.pupils_here, "pupil");
    },
  };
}
