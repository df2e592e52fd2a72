import assert from "node:assert/strict";
import { test } from "node:test";

import { keptSentence, leavingThings, watchedThings } from "./consent.ts";
import { sentences } from "./sentences-en.ts";
import { comesBefore, usesOf } from "./uses.ts";

const ALL = { aiProctoring: true, facialRecognition: true };
const answer = (features: object, policy: object, more: object = {}): Parameters<typeof comesBefore>[0] =>
  ({ features: { ...ALL, ...features }, policy, resumed: false, ...more }) as Parameters<typeof comesBefore>[0];
const fresh = { noted: () => undefined };

test("camera and microphone are used where monitoring is on and the policy has them", () => {
  const policy = { camera: true, microphone: true };
  assert.deepEqual(usesOf(answer({}, policy)), { camera: true, microphone: true, face: true });
  assert.deepEqual(usesOf(answer({ aiProctoring: false }, policy)), { camera: true, microphone: false, face: true });
  assert.deepEqual(usesOf(answer({}, {})), { camera: false, microphone: false, face: false });
});

test("what is switched off for a candidate is not used", () => {
  const policy = { camera: true, microphone: true, off: ["camera", "microphone"] };
  assert.equal(comesBefore(answer({}, policy), fresh), false);
});

test("an exam without devices starts at once, unless it asks for consent", () => {
  assert.equal(comesBefore(answer({}, {}), fresh), false);
  assert.equal(comesBefore(answer({}, { consent: true }), fresh), true);
});

test("a reload goes on at once only in the session that was agreed to", () => {
  const done = { noted: () => true };
  assert.equal(comesBefore(answer({}, { camera: true }, { resumed: true }), done), false);
  assert.equal(comesBefore(answer({}, { camera: true }, { resumed: true }), fresh), true);
  assert.equal(comesBefore(answer({}, { camera: true }), done), true);
});

test("only what this exam really uses is listed", () => {
  const none = { camera: false, microphone: false, face: false };
  const off = [
    "copy",
    "cut",
    "paste",
    "screens",
    "window-size",
    "several-tabs",
    "print",
    "screenshot",
    "context-menu",
    "idle",
    "network",
  ];
  assert.deepEqual(watchedThings(none, { off }), ["watchPage"]);
  assert.deepEqual(leavingThings(none), ["leaveEvents"]);
  assert.ok(watchedThings(none, { clipboardText: true }).includes("watchCopiedText"));
  assert.deepEqual(watchedThings({ ...none, microphone: true }, { off }), ["watchPage", "watchSound"]);
});

test("how long it is kept is said in words, also where nobody decided", () => {
  assert.equal(keptSentence(sentences, 30, "en"), "For 30 days; then it is erased.");
  assert.equal(keptSentence(sentences, 1, "en"), "For 1 day; then it is erased.");
  assert.equal(keptSentence(sentences, null, "en"), sentences.keptOpen);
});
