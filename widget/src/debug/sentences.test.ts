import assert from "node:assert/strict";
import { test } from "node:test";

import { answered, asked, heard, worked } from "./sentences.ts";

const KEY = "eye_pk_live_abcdefghijklmnopqrstuvwx012345";

test("a start is told without its key, its tokens and the candidate's name", () => {
  const secret = { sessionToken: "secret-1", candidateToken: "secret-2", candidateEmail: "ada@example.com" };
  const sentence = asked("/v1/init", { apiKey: KEY, assessmentId: "algebra", candidateFirstName: "Ada", ...secret });
  assert.match(sentence, /key eye_pk_live_abcd… for the assessment algebra \(resuming, with a candidate token\)/);
  for (const word of [KEY, "secret", "ada@", "Ada"]) assert.equal(sentence.includes(word), false, word);
});

test("a batch is told by its events and what the detectors did", () => {
  const windows = [{ detector: "face", looked: 9, expected: 10 }];
  const events = [
    { seq: 3, type: "FACE_ABSENCE", data: { cleared: true } },
    { seq: 4, type: "HEARTBEAT", data: { windows } },
  ];
  const sentence = asked("/v1/events", { token: "secret", events });
  assert.equal(sentence, "Sending 3 FACE_ABSENCE cleared, 4 HEARTBEAT (face looked 9 of 10).");
});

test("an answer is told with what was rejected and what is asked for", () => {
  const body = { acked: 4, rejected: [{ seq: 3, code: "event_type_unknown" }], commands: [{ id: "1", type: "pause" }] };
  assert.equal(
    answered("/v1/events", 202, body, 12),
    "The server has all events up to 4 (12 ms). It rejected 3 (event_type_unknown). It asks for pause.",
  );
});

test("a refusal is told with its code and its sentence", () => {
  const problem = { code: "origin_not_allowed", detail: "Register it." };
  assert.match(answered("/v1/init", 403, problem, 5), /403 origin_not_allowed: Register it\./);
});

test("an opened session is told without its token", () => {
  const sentence = answered("/v1/init", 201, { sessionId: "ses_1", token: "secret", policy: { camera: true } }, 5);
  assert.match(sentence, /^Opened the session ses_1 in 5 ms.*"camera":true/);
  assert.equal(sentence.includes("secret"), false);
});

test("what the detector sees, and why it does not run, is told", () => {
  const look = { faces: 2, light: 120.4, spread: 44.6, same: false };
  assert.equal(worked({ id: 1, look }), "Looked at the camera: faces: 2, brightness 120 of 255, contrast 45.");
  assert.match(worked({ begun: true, unavailable: "wasm_forbidden" }), /does not run: wasm_forbidden/);
  assert.equal(worked({ begun: true }), "The face detector runs.");
  assert.equal(worked(17), "", "the number of a timer");
});

test("events are told by their names, flags with their reason, coverage in percent", () => {
  const mediaFile = new Blob(["12345"], { type: "image/jpeg" });
  assert.match(
    heard("FACE_ABSENCE", { description: "Nobody is there.", candidateId: "ada", mediaFile }),
    /^FACE_ABSENCE with 5 bytes of image\/jpeg \(Nobody is there\.\)/,
  );
  assert.match(heard("COVERAGE", { detectors: [{ detector: "face", share: 0.994 }] }), /face 99 %/);
  assert.match(heard("SET_CONFIG", { config: { candidateEmail: "ada@example.com" } }), /^SET_CONFIG happened/);
});
