import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { idle } from "./idle.ts";

const IDLE = [["changed", "IDLE", { idle: true }]];

function watched(policy: Record<string, unknown> = {}): { page: FakePage; stop: () => void } {
  const page = new FakePage();
  Object.assign(page.policy, policy);
  return { page, stop: idle.watch(page.watch) };
}

const move = (page: FakePage, type = "pointermove"): void => void page.window.dispatchEvent(new Event(type));

test("a candidate who does nothing for long is idle until there is something", async () => {
  const { page } = watched();
  await page.time.pass(299_000);
  assert.deepEqual(page.news, []);
  await page.time.pass(60_000);
  assert.deepEqual(page.news, IDLE);
  move(page);
  assert.deepEqual(page.news, [["changed", "IDLE", { idle: false, idleSeconds: 359 }]]);
  await page.time.pass(300_000);
  assert.deepEqual(page.news, IDLE);
});

test("keys, pointer, wheel and touch each are something", async () => {
  const { page } = watched({ idleSeconds: 10 });
  for (const type of ["keydown", "pointerdown", "wheel", "scroll", "touchstart", "input"]) {
    await page.time.pass(9_000);
    move(page, type);
  }
  assert.deepEqual(page.news, []);
});

test("an assessment may not want to know", async () => {
  const { page } = watched({ idleSeconds: 0 });
  await page.time.pass(10_000_000);
  assert.deepEqual(page.news, []);
});

test("a stopped signal tells nothing", async () => {
  const { page, stop } = watched();
  stop();
  await page.time.pass(1_000_000);
  move(page);
  assert.deepEqual(page.news, []);
});
