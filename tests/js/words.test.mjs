// Names, times and pauses as they are shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clockIn, countdown, counted, hueOf, initials, secondsUntil, spokenWait } from "../../chaperone/pages/static_src/js/room/words.js";
import { pauseBefore } from "../../chaperone/pages/static_src/js/room/socket.js";
import { emptyView } from "../../chaperone/pages/static_src/js/room/store.js";

test("initials of any name, of any script, of none", () => {
  assert.deepEqual(["Amber Otter", "Teacher B", "Cher", "Mary Jane van Dyke", "𝔘nicode 名前", ""].map(initials), ["AO", "TB", "C", "MD", "𝔘名", ""]);
});

test("a countdown as people read it, and as they hear it", () => {
  assert.deepEqual([0, 9, 65, 600, 3900].map(countdown), ["0:00", "0:09", "1:05", "10:00", "1 h 05 min"]);
  assert.deepEqual([20, 80, 402].map(spokenWait), ["less than a minute", "about a minute", "about 7 minutes"]);
});

test("how long until a moment goes by the server's clock and never below nothing", () => {
  const view = { ...emptyView(), skew: 60_000 };
  assert.equal(secondsUntil(view, new Date(Date.now() + 90_000).toISOString()), 30);
  assert.equal(secondsUntil(view, new Date(Date.now() - 90_000).toISOString()), 0);
  assert.equal(secondsUntil(view, null), null);
  assert.equal(secondsUntil(view, "yesterday"), null);
});

test("times are in the school's zone, and an unknown zone does no harm", () => {
  assert.equal(clockIn("Europe/London")("2026-07-01T10:00:00Z"), "11:00");
  assert.equal(clockIn("Europe/London")("2026-12-01T10:00:00Z"), "10:00");
  assert.equal(clockIn("Nowhere/Land")("not a time"), "");
});

test("one pupil, many pupils; the same colour for the same seat", () => {
  assert.deepEqual([counted(1, "pupil"), counted(0, "pupil"), counted(2, "child", "children")], ["1 pupil", "0 pupils", "2 children"]);
  assert.equal(hueOf("seat:k7"), hueOf("seat:k7"));
});

test("a class that lost its connection comes back spread out, soon at first and never later than 15 seconds", () => {
  assert.ok(pauseBefore(0, 0) >= 200 && pauseBefore(0, 1) <= 400);
  for (let tries = 0; tries < 40; tries += 1) {
    assert.ok(pauseBefore(tries, 1) <= 15_000);
    assert.ok(pauseBefore(tries, 0) * 2 <= pauseBefore(tries, 1) + 1);
  }
});
