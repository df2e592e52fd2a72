import assert from "node:assert/strict";
import { test } from "node:test";

import { distance } from "./distance.ts";
import { Matches } from "./matches.ts";

const changes = (matches: Matches, seen: readonly boolean[]): (string | undefined)[] =>
  seen.map((match) => matches.see(match));

test("three mismatches in a row are raised, and a match clears them", () => {
  const found = changes(new Matches(), [false, false, false, false, true, true]);
  assert.deepEqual(found, [undefined, undefined, "raised", undefined, "cleared", undefined]);
});

test("mismatches with a match between them are chance", () => {
  const found = changes(new Matches(), [false, false, true, false, false, true]);
  assert.deepEqual(new Set(found), new Set([undefined]));
});

test("the distance is that of two points", () => {
  assert.equal(distance([0, 0, 1], [3, 4, 1]), 5);
  assert.equal(distance([0.5, 0.5], [0.5, 0.5]), 0);
});
