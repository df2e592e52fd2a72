import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff } from "./backoff.ts";

test("each failure doubles the wait, up to thirty seconds", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 50].map((failures) => backoff(failures, 0)),
    [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000],
  );
});

test("chance shortens the wait by up to half", () => {
  assert.equal(backoff(3, 0.999999) > 2_000, true);
  assert.equal(backoff(3, 0.5), 3_000);
});

test("it never waits less than the server asked for", () => {
  assert.equal(backoff(1, 0, 12), 12_000);
  assert.equal(backoff(1, 0.5, 12), 12_500);
  assert.equal(backoff(6, 0, 12), 30_000);
});
