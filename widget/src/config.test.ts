import assert from "node:assert/strict";
import { test } from "node:test";

import { readConfig } from "./config.ts";

const BASE = "https://eye.example/";
const GOOD = { apiKey: "eye_pk_live_x", assessmentId: "algebra-1", candidateId: "ada@example.com" };

const refusal = (code: string, field: string): object => ({
  name: "EyeError",
  code,
  field,
  requestId: null,
  docsUrl: `${BASE}docs/errors/${code}`,
});

test("the three required fields are enough", () => {
  assert.deepEqual(readConfig(GOOD, BASE), GOOD);
});

test("empty optional fields are left out", () => {
  assert.deepEqual(
    readConfig({ ...GOOD, assessmentTitle: null, candidateEmail: "", examDuration: undefined }, BASE),
    GOOD,
  );
});

test("every missing required field is named", () => {
  for (const field of ["apiKey", "assessmentId", "candidateId"]) {
    for (const nothing of [undefined, null, ""]) {
      assert.throws(() => readConfig({ ...GOOD, [field]: nothing }, BASE), refusal("param_missing", field));
    }
  }
});

test("init without an object is refused", () => {
  for (const nothing of [undefined, null, "key"])
    assert.throws(() => readConfig(nothing, BASE), refusal("param_missing", "apiKey"));
});

test("an unfilled template is named", () => {
  for (const unfilled of [
    "undefined",
    "null",
    "None",
    "NaN",
    "[object Object]",
    "{{id}}",
    "user-${id}",
    "<%= id %>",
    "{% id %}",
    "%ID%",
  ]) {
    assert.throws(() => readConfig({ ...GOOD, candidateId: unfilled }, BASE), refusal("param_invalid", "candidateId"));
    assert.throws(
      () => readConfig({ ...GOOD, candidateFirstName: unfilled }, BASE),
      refusal("param_invalid", "candidateFirstName"),
    );
  }
});

test("somebody may be called Null", () => {
  assert.equal(readConfig({ ...GOOD, candidateLastName: "Null" }, BASE).candidateLastName, "Null");
});

test("an id of other characters or of 129 is refused", () => {
  for (const id of ["a b", "ü", "a/b", "x".repeat(129), "a\n"]) {
    assert.throws(() => readConfig({ ...GOOD, assessmentId: id }, BASE), refusal("param_invalid", "assessmentId"));
  }
  assert.equal(readConfig({ ...GOOD, assessmentId: "x".repeat(128) }, BASE).assessmentId.length, 128);
});

test("a field of the wrong type is refused by name", () => {
  assert.throws(() => readConfig({ ...GOOD, candidateId: 42 }, BASE), refusal("param_invalid", "candidateId"));
  assert.throws(() => readConfig({ ...GOOD, institutionName: {} }, BASE), refusal("param_invalid", "institutionName"));
  assert.throws(() => readConfig({ ...GOOD, features: "AI" }, BASE), refusal("param_invalid", "features"));
  assert.throws(
    () => readConfig({ ...GOOD, features: { facialRecognition: "yes" } }, BASE),
    refusal("param_invalid", "features.facialRecognition"),
  );
});

test("examDuration is a number of seconds", () => {
  assert.equal(readConfig({ ...GOOD, examDuration: 5_400 }, BASE).examDuration, 5_400);
  for (const wrong of ["5400", 0, -1, NaN, Infinity, 604_801, true]) {
    assert.throws(() => readConfig({ ...GOOD, examDuration: wrong }, BASE), refusal("param_invalid", "examDuration"));
  }
});

test("features that are not given are left to the server", () => {
  assert.deepEqual(readConfig({ ...GOOD, features: { aiProctoring: false } }, BASE).features, { aiProctoring: false });
});

test("debug is known, checked, and left out of what the server gets", () => {
  assert.deepEqual(readConfig({ ...GOOD, debug: true }, BASE), GOOD);
  assert.throws(() => readConfig({ ...GOOD, debug: "yes" }, BASE), refusal("param_invalid", "debug"));
});
