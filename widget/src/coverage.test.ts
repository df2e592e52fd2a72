import assert from "node:assert/strict";
import { test } from "node:test";

import { Coverage } from "./coverage.ts";

function covered(): { coverage: Coverage; pass: (ms: number) => void } {
  let now = Date.parse("2026-11-01T09:00:00.000Z");
  return { coverage: new Coverage(() => now), pass: (ms) => void (now += ms) };
}

test("a window tells how often was looked and how often that was due", () => {
  const { coverage, pass } = covered();
  const duty = coverage.duty("face", 1);
  for (let i = 0; i < 9; i++) duty.look();
  pass(10_000);
  const [from, to] = ["2026-11-01T09:00:00.000Z", "2026-11-01T09:00:10.000Z"];
  assert.deepEqual(coverage.take(), [{ detector: "face", from, to, looked: 9, expected: 10 }]);
});

test("the next window begins where the last one ended", () => {
  const { coverage, pass } = covered();
  coverage.duty("face", 2).look();
  pass(1_000);
  coverage.take();
  pass(5_000);
  const [next] = coverage.take();
  assert.deepEqual([next?.from, next?.looked, next?.expected], ["2026-11-01T09:00:01.000Z", 0, 10]);
});

test("what was over before the heartbeat is told in it, and nothing is due afterwards", () => {
  const { coverage, pass } = covered();
  const duty = coverage.duty("face", 1);
  duty.look();
  pass(2_500);
  duty.end();
  pass(7_500);
  assert.deepEqual(
    coverage.take().map(({ to, looked, expected }) => [to, looked, expected]),
    [["2026-11-01T09:00:02.500Z", 1, 2.5]],
  );
  pass(10_000);
  assert.deepEqual(coverage.take(), []);
});

test("a moment that took no time is not told", () => {
  const { coverage } = covered();
  coverage.duty("face", 1).look();
  assert.deepEqual(coverage.take(), []);
});

test("the share is the time of the windows in which at least half was done", () => {
  const { coverage, pass } = covered();
  const duty = coverage.duty("face", 1);
  coverage.duty("sound", 1);
  for (let i = 0; i < 5; i++) duty.look();
  pass(10_000);
  coverage.take();
  for (let i = 0; i < 4; i++) duty.look();
  pass(10_000);
  coverage.take();
  for (let i = 0; i < 20; i++) duty.look();
  pass(20_000);
  coverage.take();
  assert.deepEqual(coverage.shares, [
    { detector: "face", share: 0.75 },
    { detector: "sound", share: 0 },
  ]);
});
