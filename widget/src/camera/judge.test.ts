import assert from "node:assert/strict";
import { test } from "node:test";

import type { Policy } from "../protocol.ts";
import { Judge } from "./judge.ts";
import type { Look } from "./viewer.ts";

const FACE: Look = { faces: 1, light: 120, spread: 50, same: false };
const NOBODY: Look = { ...FACE, faces: 0 };
const TWO: Look = { ...FACE, faces: 2 };
const DARK: Look = { faces: 0, light: 6, spread: 2, same: false };

/** Looks once a second at what is listed; each change with its second. */
function judged(looks: readonly Look[], policy: Policy = {}, judge = new Judge(() => policy)): string[] {
  return looks.flatMap((look, i) => judge.see(i * 1_000, look).map(({ type, change }) => `${type} ${change} at ${i}`));
}

const times = (count: number, look: Look): Look[] => new Array<Look>(count).fill(look);

test("one face is nothing to tell", () => {
  assert.deepEqual(judged(times(60, FACE)), []);
});

test("nobody for three seconds is raised, and cleared when somebody is back", () => {
  const found = judged([FACE, ...times(6, NOBODY), ...times(3, FACE)]);
  assert.deepEqual(found, ["FACE_ABSENCE raised at 4", "FACE_ABSENCE cleared at 8"]);
});

test("two faces for a second are raised", () => {
  assert.deepEqual(judged([FACE, TWO, TWO, TWO]), ["MULTIPLE_FACE raised at 2"]);
  assert.deepEqual(judged([FACE, TWO, FACE, TWO, FACE]), []);
});

test("the policy decides how long", () => {
  const policy = { faceAbsenceSeconds: 10, multipleFaceSeconds: 4 };
  assert.deepEqual(judged(times(9, NOBODY), policy), []);
  assert.deepEqual(judged(times(11, NOBODY), policy), ["FACE_ABSENCE raised at 10"]);
  assert.deepEqual(judged(times(9, TWO), policy), ["MULTIPLE_FACE raised at 4"]);
});

test("a covered camera is that and not an absence", () => {
  assert.deepEqual(judged(times(20, DARK)), ["CAMERA_COVERED raised at 3"]);
});

test("an absence stays as it is while the camera is covered", () => {
  const found = judged([...times(5, NOBODY), ...times(9, DARK), ...times(4, NOBODY), ...times(2, FACE)]);
  assert.deepEqual(found, [
    "FACE_ABSENCE raised at 3",
    "CAMERA_COVERED raised at 8",
    "CAMERA_COVERED cleared at 15",
    "FACE_ABSENCE cleared at 19",
  ]);
});

test("the same picture for five seconds is frozen, and tells nothing of faces", () => {
  assert.deepEqual(judged([NOBODY, ...times(9, { ...NOBODY, same: true })]), ["CAMERA_FROZEN raised at 6"]);
});

test("without a detector nothing is said of faces", () => {
  assert.deepEqual(judged(times(20, { ...FACE, faces: undefined })), []);
});

test("what is raised is known", () => {
  const judge = new Judge(() => ({}));
  judged(times(5, NOBODY), {}, judge);
  assert.deepEqual([judge.raised, judge.isCalm], [["FACE_ABSENCE"], false]);
});
