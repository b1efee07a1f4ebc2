// Joins the store and the connection: every part of the page asks the room through this, and is drawn once a frame of the screen.

import { freshId } from "./ids.js";
import { openConnection } from "./socket.js";
import { emptyView, reduce, takesNow } from "./store.js";

/** @import {Boot, Frame, Part, Room, View} from "./frames.js" */

/** @returns {Boot} what the template left for us */
export function readBoot() {
  return JSON.parse(document.getElementById("boot")?.textContent ?? "{}");
}

/**
 * @param {Boot} boot
 * @param {(room: Room) => Part[]} partsOf
 * @returns {Room}
 */
export function openRoom(boot, partsOf) {
  let view = emptyView();
  let before = view;
  let drawing = false;
  /** @type {Part[]} */
  let parts = [];
  /** @type {((frame: Frame) => void)[]} */
  const listeners = [];

  function draw() {
    drawing = false;
    const last = before;
    before = view;
    for (const part of parts) part.draw(view, last);
  }

  /** @param {Parameters<typeof reduce>[1]} happening */
  function take(happening) {
    view = reduce(view, happening);
    if (drawing) return;
    drawing = true;
    // A page in the background gets no animation frames, but its live regions and title still matter.
    if (document.hidden) setTimeout(draw, 200);
    else requestAnimationFrame(draw);
  }

  const connection = openConnection({
    boot,
    csrf: /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"))?.value ?? "",
    after: () => view.lastSeq,
    mayGo: (command) => takesNow(view, command.do),
    onFrame(frame) {
      take(frame);
      for (const listener of listeners) listener(frame);
    },
    onLink: (link, sentence) => take({ is: "~link", link, sentence }),
    onLate: (id) => take({ is: "~unsent", id }),
  });

  /** @type {Room} */
  const room = {
    boot,
    view: () => view,
    tell: take,
    hear: (listener) => void listeners.push(listener),
    send: connection.send,
    say(what, text) {
      const id = freshId();
      take({ is: "~sending", id, what, text });
      return connection.send({ do: what, text }, id);
    },
    reopen: connection.reopen,
    leave: connection.leave,
  };
  parts = partsOf(room);
  return room;
}

/**
 * The number of unread messages in the tab's title, while the page is out of sight.
 * @returns {Part}
 */
export function titleView() {
  const title = document.title;
  let read = 0;
  /** @type {View | null} */
  let latest = null;
  document.addEventListener("visibilitychange", () => {
    read = latest?.talk.length ?? 0;
    document.title = title;
  });
  return {
    draw(view) {
      latest = view;
      if (!document.hidden) read = view.talk.length;
      const unread = view.talk.length - read;
      document.title = unread > 0 ? `(${unread}) ${title}` : title;
    },
  };
}
