import assert from "node:assert/strict";
import { test } from "node:test";

import { hintOf } from "./place.ts";

const MIDDLE = { x: 0.4, y: 0.3, width: 0.2, height: 0.3 };

test("a face in the middle is well", () => {
  assert.equal(hintOf({ faces: 1, light: 120, place: MIDDLE }), "hintGood");
});

test("what to do better is said", () => {
  const said = (place: Partial<typeof MIDDLE>, more: object = {}): string =>
    hintOf({ faces: 1, light: 120, place: { ...MIDDLE, ...place }, ...more });
  assert.equal(said({ width: 0.05, x: 0.47 }), "hintCloser");
  assert.equal(said({ width: 0.8, x: 0.1 }), "hintBack");
  assert.equal(said({ x: 0.75 }), "hintMiddle");
  assert.equal(said({ y: 0.7 }), "hintMiddle");
  assert.equal(said({}, { faces: 2 }), "hintSeveral");
  assert.equal(said({}, { light: 20 }), "hintDark");
});

test("nobody is not a face in the dark", () => {
  assert.equal(hintOf({ faces: 0, light: 120 }), "hintNobody");
  assert.equal(hintOf({ faces: 0, light: 5 }), "hintDark");
});

test("without a detector only the light is told", () => {
  assert.equal(hintOf({ faces: undefined, light: 120 }), "hintSeen");
});
