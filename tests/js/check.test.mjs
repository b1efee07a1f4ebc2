// What the check before a session makes of what the browser tells about the ways of sound and picture.
import assert from "node:assert/strict";
import { test } from "node:test";
import { directInWords, foundIn, relayInWords, wayOf } from "../../chaperone/pages/static_src/js/check/ways.js";

test("a browser that is done and learned no outside address was answered, if it asked and did not fail", () => {
  const found = (places, failures, tellsFailures = true) => foundIn({ places, failures, tellsFailures });
  assert.equal(found(1, 0), "open");
  assert.equal(found(1, 1), "shut");
  assert.equal(found(0, 1), "shut");
  // One that does not ask over UDP at all, or has nothing but IPv6; one that does not tell failures.
  assert.equal(found(0, 0), "untested");
  assert.equal(found(1, 0, false), "untested");
});

test("the direct way in words: what was tried, and the next step", () => {
  assert.equal(directInWords("open", "20999", true).sentence, "UDP gets through: port 20999 of our server answered, one of those for sound and picture.");
  const shut = directInWords("shut", "20999", true);
  assert.deepEqual([shut.state, shut.sentence], ["bad", "UDP does not get through: port 20999 of our server did not answer. Ask your technician to let through the UDP ports listed below; until then everything depends on the relay."]);
  assert.match(directInWords("shut", "20999", false).sentence, /listed below\.$/);
  assert.equal(directInWords("untested", "20999", true).state, "untested");
});

test("the relay in words: every way that is open, and every one that is not", () => {
  const words = (...results) => Object.values(relayInWords(results));
  assert.deepEqual(words(["UDP", "shut"], ["TCP", "shut"], ["TLS", "open"]), ["good", "Our relay can be reached over TLS, not over UDP and TCP."]);
  assert.deepEqual(words(["UDP", "open"], ["TCP", "open"]), ["good", "Our relay can be reached over UDP and TCP."]);
  assert.deepEqual(words(["TLS", "shut"]), ["bad", "Our relay cannot be reached over TLS."]);
  assert.equal(words()[0], "untested");
  assert.equal(words(["TLS", "untested"])[0], "untested");
});

test("a relay's address says how packets travel to it", () => {
  const urls = ["turn:r.example:3478?transport=udp", "turn:r.example", "turn:r.example?transport=tcp", "turns:r.example:443?transport=tcp", "turns:r.example"];
  assert.deepEqual(urls.map(wayOf), ["UDP", "UDP", "TCP", "TLS", "TLS"]);
});
