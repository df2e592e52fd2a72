import assert from "node:assert/strict";
import { test } from "node:test";

import { Snapshots } from "./snapshots.ts";

/** The milliseconds, looked at ten times a second, at which one was taken. */
function taken(snapshots: Snapshots, from: number, to: number): number[] {
  const found: number[] = [];
  for (let now = from; now < to; now += 100) if (snapshots.isDue(now)) found.push(now);
  return found;
}

const begun = (random: () => number, mean = 30_000): Snapshots => {
  const snapshots = new Snapshots(() => mean, random);
  snapshots.begin(0);
  return snapshots;
};

/** Goes through its range evenly. */
function dice(): () => number {
  let turn = 0;
  return () => (turn++ * 0.618) % 1;
}

test("they come about every thirty seconds, never at the same distance", () => {
  const found = taken(begun(dice()), 0, 3_600_000);
  assert.ok(Math.abs(found.length - 120) < 6, `${found.length}`);
  const gaps = found.slice(1).map((moment, i) => moment - (found[i] ?? 0));
  assert.ok(gaps.every((gap) => gap >= 15_000 && gap <= 45_100));
  assert.ok(new Set(gaps).size > 50);
});

test("the earliest is after half the time, the latest after one and a half", () => {
  assert.equal(taken(begun(() => 0), 0, 60_000)[0], 15_000);
  assert.equal(taken(begun(() => 0.999), 0, 60_000)[0], 45_000);
});

test("around a flag they come five times as often, and then as before", () => {
  const snapshots = begun(() => 0.5);
  assert.deepEqual(taken(snapshots, 0, 31_000), [30_000]);
  snapshots.flagged(31_000);
  assert.deepEqual(taken(snapshots, 31_000, 62_000), [37_000, 43_000, 49_000, 55_000, 61_000]);
  assert.deepEqual(taken(snapshots, 62_000, 130_000), [91_000, 121_000]);
});

test("a flag never puts a snapshot off", () => {
  const snapshots = begun(() => 0.5);
  snapshots.flagged(29_000);
  assert.equal(taken(snapshots, 29_000, 40_000)[0], 30_000);
});

test("none are taken where the policy asks for none", () => {
  const snapshots = begun(() => 0, 0);
  snapshots.flagged(1_000);
  assert.deepEqual(taken(snapshots, 0, 600_000), []);
});
