// Makes elements. Words from people go in as text only, never as markup.

/**
 * @typedef {Node | string | null | undefined | false} Child
 * @typedef {Record<string, string | boolean | ((event: any) => void)>} Properties
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties] attributes; a function listens to the event of that name; true is an attribute without value, false is left out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * The element a view draws into; the page's template must have it.
 * @param {string} name of its data-part
 * @returns {HTMLElement}
 */
export function part(name) {
  const found = maybePart(name);
  if (found === null) throw new Error(`this page has no part "${name}"`);
  return found;
}

/**
 * @param {string} name
 * @returns {HTMLElement | null} null on pages for which this part is not meant
 */
export function maybePart(name) {
  return document.querySelector(`[data-part="${name}"]`);
}

/**
 * Sets text only when it differs, so that screen readers and selections are left alone.
 * @param {Element | null} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element !== null && element.textContent !== text) element.textContent = text;
}

/**
 * Keeps a list of elements in step with a list of things, touching only what differs.
 * @template Thing
 * @param {HTMLElement} holder
 * @param {readonly Thing[]} things
 * @param {(thing: Thing) => string} keyOf
 * @param {(thing: Thing) => HTMLElement} draw
 * @param {Map<string, {thing: Thing, element: HTMLElement}>} drawn what this function left last time
 */
export function keepInStep(holder, things, keyOf, draw, drawn) {
  const keys = new Set(things.map(keyOf));
  for (const [key, { element }] of drawn) {
    if (!keys.has(key)) {
      element.remove();
      drawn.delete(key);
    }
  }
  let place = holder.firstElementChild;
  for (const thing of things) {
    const key = keyOf(thing);
    const old = drawn.get(key);
    if (old !== undefined && old.thing === thing) {
      if (old.element === place) place = place.nextElementSibling;
      else holder.insertBefore(old.element, place);
      continue;
    }
    const element = draw(thing);
    if (old !== undefined) {
      if (old.element === place) place = place.nextElementSibling;
      old.element.replaceWith(element);
      if (element.nextElementSibling !== place) holder.insertBefore(element, place);
    } else holder.insertBefore(element, place);
    drawn.set(key, { thing, element });
  }
}
