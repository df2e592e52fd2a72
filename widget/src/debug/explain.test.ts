import assert from "node:assert/strict";
import { test } from "node:test";

import { Emitter } from "../emitter.ts";
import { World } from "../testing/world.ts";
import { explain } from "./explain.ts";

/** What is written on the console meanwhile. */
async function written(during: () => Promise<void>): Promise<string[]> {
  const { info } = console;
  const lines: string[] = [];
  console.info = (line: string) => void lines.push(line);
  try {
    await during();
  } finally {
    console.info = info;
  }
  return lines;
}

const answer = (status: number, body: object): typeof fetch => async () => new Response(JSON.stringify(body), { status });

test("what is asked and answered passes unchanged and is explained", async () => {
  const { outside } = new World();
  const lines = await written(async () => {
    const fetch = answer(202, { acked: 2 });
    const explained = explain({ ...outside, fetch }, new Emitter(), "https://eye.example/");
    const body = JSON.stringify({ token: "secret", events: [{ seq: 2, type: "STARTED" }] });
    const response = await explained.fetch("https://eye.example/v1/events", { method: "POST", body });
    assert.deepEqual(await response.json(), { acked: 2 });
  });
  assert.deepEqual(lines.slice(1), [
    "[Eye debug] Sending 2 STARTED.",
    "[Eye debug] The server has all events up to 2 (0 ms).",
  ]);
});

test("a broken network is told and stays broken", async () => {
  const { outside } = new World();
  const lines = await written(async () => {
    const fetch = async (): Promise<Response> => Promise.reject(new TypeError("Failed to fetch"));
    const explained = explain({ ...outside, fetch }, new Emitter(), "https://eye.example/");
    await assert.rejects(explained.fetch("https://eye.example/v1/end", { body: "{}" }), { name: "TypeError" });
  });
  assert.match(lines.at(-1) ?? "", /Nothing answered at \/v1\/end/);
});

test("who listened to the events before still does", async () => {
  const { outside } = new World();
  const emitter = new Emitter();
  const before: string[] = [];
  emitter.tap = (event) => void before.push(event);
  const lines = await written(async () => {
    explain(outside, emitter, "https://eye.example/");
    emitter.emit("STARTED", { sessionId: "ses_1", eventId: "ses_1.1.1" });
  });
  assert.deepEqual(before, ["STARTED"]);
  assert.match(lines.at(-1) ?? "", /STARTED happened/);
});
