import assert from "node:assert/strict";
import { test } from "node:test";

import { demandOf, failed, leftOut, mayGoOn, median, noted, succeeded } from "./outcome.ts";

test("the middle one of three counts, whatever the others are", () => {
  assert.equal(median([9_000, 1, 500]), 500);
  assert.equal(median([2, 4]), 3);
  assert.equal(median([]), 0);
});

test("what the assessment does not say is noted", () => {
  for (const checks of [undefined, null, {}, { webcam: "perhaps" }]) assert.equal(demandOf(checks, "webcam"), "noted");
  assert.equal(demandOf({ webcam: "required" }, "webcam"), "required");
  assert.equal(demandOf({ webcam: "off" }, "webcam"), "off");
});

test("only a required check that failed holds the exam back", () => {
  const may = (demand: "required" | "noted", outcome: Parameters<typeof mayGoOn>[0][number]["outcome"]): boolean =>
    mayGoOn([
      { demand, outcome },
      { demand: "required", outcome: succeeded() },
    ]);
  assert.equal(may("noted", failed("no_device")), true);
  assert.equal(may("required", failed("no_device")), false);
  assert.equal(may("required", noted("safari_noted")), true);
  assert.equal(may("required", leftOut("not_used")), true);
});

test("what still runs is waited for", () => {
  assert.equal(mayGoOn([{ demand: "noted", outcome: undefined }]), false);
});
