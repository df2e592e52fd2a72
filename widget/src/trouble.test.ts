import assert from "node:assert/strict";
import { test } from "node:test";

import { Emitter } from "./emitter.ts";
import { troubles } from "./trouble.ts";

test("a trouble is told to the integrator and to the page, with the page to read", () => {
  const { warn } = console;
  const written: string[] = [];
  console.warn = (line: string) => void written.push(line);
  const emitter = new Emitter();
  const heard: unknown[] = [];
  emitter.on("ERROR", (payload) => heard.push(payload));
  troubles(emitter, "https://eye.example/")("media_dropped", "3 snapshots were given up.");
  console.warn = warn;
  const docsUrl = "https://eye.example/docs/errors/media_dropped";
  assert.deepEqual(heard, [{ code: "media_dropped", message: "3 snapshots were given up.", docsUrl }]);
  assert.deepEqual(written, [`[Eye] 3 snapshots were given up. Read on: ${docsUrl}`]);
});
