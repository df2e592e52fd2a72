import assert from "node:assert/strict";
import { test } from "node:test";

import { verdict } from "./verdict.ts";

const means = (status: number, code = ""): string => verdict({ status, code, detail: "" });

test("a broken way is tried again", () => {
  for (const status of [0, 408, 429, 500, 502, 503]) assert.equal(means(status), "again");
});

test("what somebody has to mend is asked for slowly", () => {
  assert.deepEqual(
    [means(401, "session_token_expired"), means(403, "origin_not_allowed"), means(404)],
    ["slowly", "slowly", "slowly"],
  );
});

test("what cannot be read is taken apart", () => {
  assert.deepEqual([means(400, "request_malformed"), means(413, "too_large"), means(422)], ["split", "split", "split"]);
});

test("the two that end a stream are told apart", () => {
  assert.deepEqual([means(409, "session_superseded"), means(409, "session_ended")], ["superseded", "ended"]);
});
