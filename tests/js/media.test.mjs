// What the browser's side of sound and picture decides by itself: who is large, what is said aloud, how the line is judged.

import assert from "node:assert/strict";
import test from "node:test";
import { speedInWords } from "../../chaperone/pages/static_src/js/check/network.js";
import { verdictOf } from "../../chaperone/pages/static_src/js/check/verdict.js";
import { encodingsOf, withoutCandidates } from "../../chaperone/pages/static_src/js/room/media/descriptions.js";
import { deviceProblem } from "../../chaperone/pages/static_src/js/room/media/devices.js";
import { mediaNews } from "../../chaperone/pages/static_src/js/room/media/news.js";
import { judged } from "../../chaperone/pages/static_src/js/room/media/quality.js";
import { smallFeeds } from "../../chaperone/pages/static_src/js/room/media/sizes.js";
import { tilesOf } from "../../chaperone/pages/static_src/js/room/media/tiles.js";
import { emptyView, reduce } from "../../chaperone/pages/static_src/js/room/store.js";
import { AMBER, media, state, TEACHER, welcome } from "./frames.mjs";

const ANNE = { ref: "person:1", name: "Facilitator A", role: "facilitator", school: "", here: true, showing_class: false };
const BEN = { ...ANNE, ref: "person:3", name: "Teacher B", role: "teacher" };
const CAMERA_A = { feed: "aaaa", ref: "person:1", peer: "camera", kinds: ["microphone", "camera"] };
const CAMERA_B = { feed: "bbbb", ref: "person:3", peer: "camera", kinds: ["microphone"] };
const SCREEN_A = { feed: "cccc", ref: "person:1", peer: "screen", kinds: ["screen"] };

function seen(feeds, you = AMBER, more = {}) {
  return reduce(emptyView(), welcome(you, { adults: [ANNE, BEN], media: media({ feeds, ...more }) }), 0);
}
const shown = (view) => tilesOf(view).map((tile) => `${tile.name}${tile.large ? " large" : ""}`);

test("whoever talked last is large, and a shared screen before them", () => {
  let view = seen([CAMERA_A, CAMERA_B]);
  assert.deepEqual(shown(view), ["Facilitator A large", "Teacher B"]);
  view = reduce(view, { is: "talking", feed: "bbbb", on: true });
  assert.deepEqual(shown(view), ["Facilitator A", "Teacher B large"]);
  // A breath does not change the picture.
  view = reduce(view, { is: "talking", feed: "bbbb", on: false });
  assert.deepEqual(shown(view), ["Facilitator A", "Teacher B large"]);
  view = reduce(view, { is: "state", ...state({ adults: [ANNE, BEN], media: media({ feeds: [CAMERA_A, CAMERA_B, SCREEN_A] }) }) });
  assert.deepEqual(tilesOf(view).map((tile) => [tile.screen, tile.large]), [[true, true], [false, false], [false, false]]);
  view = reduce(view, { is: "~own", change: { pinned: "aaaa" } });
  assert.deepEqual(tilesOf(view).filter((tile) => tile.large).map((tile) => tile.key), ["aaaa"]);
  view = reduce(view, { is: "~own", change: { view: "grid" } });
  assert.equal(tilesOf(view).some((tile) => tile.large), false);
});

test("a microphone or camera that is off is shown so, and nobody talks in a paused room", () => {
  let view = reduce(seen([CAMERA_A]), { is: "~own", change: { received: new Map([["aaaa", { camera: "track" }]]) } });
  assert.deepEqual(tilesOf(view).map((tile) => [tile.picture, tile.silent]), [["track", false]]);
  view = reduce(view, { is: "switched", feed: "aaaa", kind: "camera", on: false });
  view = reduce(view, { is: "switched", feed: "aaaa", kind: "microphone", on: false });
  assert.deepEqual(tilesOf(view).map((tile) => [tile.picture, tile.silent]), [[null, true]]);
  view = reduce(view, { is: "switched", feed: "aaaa", kind: "camera", on: true });
  assert.equal(tilesOf(view)[0].picture, "track");
  view = reduce(view, { is: "talking", feed: "aaaa", on: true });
  assert.equal(tilesOf(view)[0].talking, true);
  view = reduce(view, { is: "state", ...state({ adults: [ANNE, BEN], paused: { clause: "S7", sentence: "Waiting." }, media: media({ feeds: [CAMERA_A] }) }) });
  assert.equal(tilesOf(view)[0].talking, false);
});

test("a pupil who answers aloud is a face and a name, and sees no tile of their own", () => {
  const speaking = [{ seat: "seat:a", name: "Amber Otter", school: "", state: "speaking", until: null }];
  const voice = { feed: "dddd", ref: "seat:a", peer: "camera", kinds: ["microphone"] };
  const [tile] = tilesOf(seen([voice], TEACHER, { speaking }));
  assert.deepEqual([tile.name, tile.role, tile.picture, tile.silent], ["Amber Otter", "pupil", null, false]);
  const own = reduce(seen([voice], AMBER, { speaking }), { is: "~own", change: { camera: { getVideoTracks: () => [] }, feeds: { camera: "dddd" } } });
  assert.deepEqual(tilesOf(own), []);
});

test("a pupil who shows themself is seen by name after the adults, and is no crossed-out microphone; they see their own mirror", () => {
  const face = { feed: "eeee", ref: "seat:a", peer: "camera", kinds: ["camera"] };
  const seats = [{ ref: "seat:a", name: "Amber Otter", school: "school:1", kind: "individual", pupils: 1 }];
  const view = reduce(emptyView(), { ...welcome(TEACHER, { adults: [ANNE, BEN], media: media({ feeds: [face, CAMERA_A] }) }), adults_only: { seats } }, 0);
  assert.deepEqual(tilesOf(view).map((tile) => [tile.name, tile.role, tile.silent]), [["Facilitator A", "facilitator", false], ["Amber Otter", "pupil", false]]);
  const own = reduce(seen([]), { is: "~own", change: { camera: { getVideoTracks: () => ["mine"] }, cameraOn: true } });
  assert.deepEqual(tilesOf(own).map((tile) => [tile.name, tile.picture, tile.silent]), [["You", "mine", false]]);
});

test("what one sends oneself is one's own mirror and never comes twice", () => {
  const stream = { getVideoTracks: () => ["mine"] };
  const view = reduce(seen([CAMERA_A, CAMERA_B], ANNE), { is: "~own", change: { camera: stream, cameraOn: true, micOn: true, feeds: { camera: "aaaa" } } });
  assert.deepEqual(tilesOf(view).map((tile) => [tile.name, tile.mine, tile.large, tile.picture]), [["Teacher B", false, true, null], ["You", true, false, "mine"]]);
});

test("whoever is shown small is asked for small: beside a large one, in a crowd, on a poor line, or out of sight", () => {
  const picture = { ...CAMERA_B, kinds: ["microphone", "camera"] };
  const view = seen([CAMERA_A, picture, SCREEN_A]);
  assert.deepEqual(smallFeeds(view, false), ["aaaa", "bbbb"]);
  const two = seen([CAMERA_A, picture]);
  assert.deepEqual(smallFeeds(two, false), ["bbbb"]);
  assert.deepEqual(smallFeeds(two, true), ["aaaa", "bbbb"]);
  const grid = reduce(two, { is: "~own", change: { view: "grid" } });
  assert.deepEqual(smallFeeds(grid, false), []);
  assert.deepEqual(smallFeeds(reduce(grid, { is: "~own", change: { folded: true } }), false), ["aaaa", "bbbb"]);
});

test("without sound and picture there is nothing to see", () => {
  assert.deepEqual(tilesOf(seen([CAMERA_A], AMBER, { on: false })), []);
  assert.deepEqual(tilesOf(reduce(emptyView(), welcome(), 0)), []);
});

test("a new welcome forgets who was switched off and who talked", () => {
  let view = reduce(reduce(seen([CAMERA_A]), { is: "switched", feed: "aaaa", kind: "camera", on: false }), { is: "talking", feed: "aaaa", on: true });
  view = reduce(view, welcome(AMBER, { adults: [ANNE], media: media({ feeds: [CAMERA_A] }) }), 0);
  assert.deepEqual([view.off.size, view.talking.size], [0, 0]);
});

test("the same sound and picture are not drawn anew", () => {
  const before = seen([CAMERA_A]);
  const after = reduce(before, { is: "state", ...state({ adults: [ANNE], media: media({ feeds: [CAMERA_A] }) }) }, 0);
  assert.equal(after.room.media, before.room.media);
});

test("a screen reader hears the one thing that matters", () => {
  const none = seen([]);
  assert.equal(mediaNews(seen([CAMERA_A]), none), "Facilitator A can be seen and heard.");
  assert.equal(mediaNews(seen([CAMERA_B]), none), "Teacher B can be heard.");
  assert.equal(mediaNews(seen([SCREEN_A]), none), "Facilitator A shares a screen.");
  assert.equal(mediaNews(none, seen([SCREEN_A])), "Facilitator A shares no screen any more.");
  assert.equal(mediaNews(seen([CAMERA_A], ANNE), seen([], ANNE)), "");
  assert.equal(mediaNews(seen([], AMBER, { on: false, sentence: "Off just now." }), none), "Off just now.");
  const speaking = [{ seat: "seat:a", name: "Amber Otter", school: "", state: "speaking", until: null }];
  assert.equal(mediaNews(seen([], ANNE, { speaking }), seen([], ANNE)), "Amber Otter answers aloud.");
  assert.equal(mediaNews(seen([], ANNE), seen([], ANNE, { speaking })), "Amber Otter has finished.");
});

test("no address of this network leaves the browser", () => {
  const sdp = "v=0\r\nc=IN IP4 192.0.2.9\r\na=candidate:1 1 udp 1 192.0.2.9 5000 typ host\r\na=end-of-candidates\r\na=mid:0\r\n";
  assert.equal(withoutCandidates(sdp), "v=0\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n");
  assert.equal(encodingsOf("camera")[0].maxBitrate, 500_000);
});

test("lost packets and long ways are said plainly", () => {
  const zero = { received: 0, lost: 0, away: 0, flows: false };
  assert.equal(judged({ received: 1000, lost: 1, away: 0.05, flows: true }, zero), "good");
  assert.equal(judged({ received: 1000, lost: 40, away: 0.05, flows: true }, zero), "fair");
  assert.equal(judged({ received: 1000, lost: 1, away: 0.5, flows: true }, zero), "fair");
  assert.equal(judged({ received: 1000, lost: 200, away: 0.05, flows: true }, zero), "poor");
  assert.equal(judged({ received: 1000, lost: 0, away: 0, flows: true }, { received: 1000, lost: 0, away: 0, flows: true }), "");
  assert.equal(judged(zero, zero), "");
});

test("whatever is wrong with a device, there is a next step", () => {
  for (const name of ["NotAllowedError", "NotFoundError", "NotReadableError", "Strange"]) {
    const words = deviceProblem(new DOMException("no", name), "camera");
    assert.match(words, /camera/);
    assert.match(words, /try again|another browser/);
  }
  assert.match(deviceProblem(new DOMException("Permission denied by system", "NotAllowedError"), "microphone"), /privacy settings/);
});

test("the check says one plain thing", () => {
  const good = { state: "good", sentence: "" };
  const all = { browser: good, socket: good, speed: good, udp: good, relay: good, camera: good, microphone: good, speaker: good };
  const titled = (changes) => verdictOf({ ...all, ...changes }).title;
  const bad = { state: "bad", sentence: "" };
  const untested = { state: "untested", sentence: "" };
  assert.equal(titled({}), "Everything works");
  assert.equal(titled({ socket: bad }), "Sessions will not work from here");
  assert.equal(titled({ udp: bad }), "Everything works, through the relay");
  assert.equal(titled({ udp: bad, relay: bad }), "Sound and picture will not work, text will");
  assert.equal(titled({ udp: bad, relay: untested }), "Sound and picture will not work, text will");
  assert.equal(titled({ udp: untested, relay: untested }), "Everything that could be tested works");
  assert.equal(titled({ browser: bad }), "Sound and picture will not work, text will");
  assert.equal(titled({ camera: bad }), "The network is ready, this computer not quite");
  assert.equal(titled({ speed: bad }), "Text will work, pictures may not");
  assert.deepEqual([speedInWords(20, 5).state, speedInWords(0.5, 0.5).state, speedInWords(0.1, 0.1).state], ["good", "weak", "bad"]);
});
