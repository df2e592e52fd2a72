import assert from "node:assert/strict";
import { test } from "node:test";

import { World } from "../../testing/world.ts";
import { checkSpeed, judge } from "./speed.ts";

const BASE = "https://eye.example/";

/** Each request takes the next of these times; `undefined` breaks. */
function line(times: readonly (number | undefined)[], status = 200): { world: World; asked: string[] } {
  const world = new World();
  const asked: string[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    asked.push(`${init.method ?? "GET"} ${url}`);
    const time = times[asked.length - 1];
    if (time === undefined) throw new TypeError("Failed to fetch");
    world.time.now += time;
    return { ok: status < 300, status, arrayBuffer: async () => new ArrayBuffer(512_000) } as Response;
  };
  return { world: Object.assign(world, { outside: { ...world.outside, fetch } }), asked };
}

const signal = new AbortController().signal;

test("three times each way, the middle counts", async () => {
  const { world, asked } = line([100, 50, 9_000, 9_000, 200, 100]);
  const { status, downKbps, upKbps } = await checkSpeed(world.outside, BASE, signal);
  assert.deepEqual([status, downKbps, upKbps], ["success", 20_480, 10_240]);
  assert.deepEqual(
    asked,
    Array(3)
      .fill([`GET ${BASE}v1/speed`, `POST ${BASE}v1/speed`])
      .flat(),
  );
});

test("a slow line is told so, in either direction", () => {
  assert.equal(judge(499, 5_000).reason, "too_slow");
  assert.equal(judge(5_000, 199).reason, "too_slow");
  assert.equal(judge(500, 200).status, "success");
});

test("without a network it is offline", async () => {
  const { status, reason } = await checkSpeed(line([]).world.outside, BASE, signal);
  assert.deepEqual([status, reason], ["failed", "offline"]);
});

test("that the server wants no more measurements is not the candidate's fault", async () => {
  const { status, reason } = await checkSpeed(line([5], 429).world.outside, BASE, signal);
  assert.deepEqual([status, reason], ["default", "not_measured"]);
});
