import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { windowSize } from "./window-size.ts";

const RAISED = [["flag", "WINDOW_SMALL"]];
const CLEARED = [["clear", "WINDOW_SMALL"]];

function watched(page = new FakePage()): { page: FakePage; stop: () => void } {
  return { page, stop: windowSize.watch(page.watch) };
}

function size(page: FakePage, width: number, height: number): void {
  page.window.outerWidth = width;
  page.window.outerHeight = height;
  page.window.dispatchEvent(new Event("resize"));
}

test("a window that stays small is a flag until it is large again", async () => {
  const { page } = watched();
  size(page, 960, 1080);
  await page.time.pass(2_900);
  assert.deepEqual(page.news, []);
  await page.time.pass(1_000);
  assert.deepEqual(page.news, RAISED);
  await page.time.pass(60_000);
  size(page, 1920, 1000);
  assert.deepEqual(page.news, CLEARED);
});

test("a window that is small for a moment is none", async () => {
  const { page } = watched();
  for (let i = 0; i < 5; i++) {
    size(page, 400, 300);
    await page.time.pass(2_000);
    size(page, 1920, 1080);
    await page.time.pass(2_000);
  }
  assert.deepEqual(page.news, []);
});

test("what is small is decided by the assessment", async () => {
  for (const [windowShare, raised] of [
    [40, false],
    [60, true],
    [0, false],
  ] as const) {
    const page = new FakePage();
    Object.assign(page.policy, { windowShare });
    watched(page);
    size(page, 960, 1080);
    await page.time.pass(5_000);
    assert.deepEqual(page.news, raised ? RAISED : []);
  }
});

test("phones and tablets have no small windows, also with the keyboard up", async () => {
  const page = new FakePage();
  page.media["(pointer: coarse)"] = { matches: true };
  page.media["(any-pointer: fine)"] = { matches: false };
  watched(page);
  size(page, 390, 400);
  await page.time.pass(10_000);
  assert.deepEqual(page.news, []);
});

test("a laptop with a touch screen has", async () => {
  const page = new FakePage();
  page.media["(pointer: coarse)"] = { matches: true };
  page.media["(any-pointer: fine)"] = { matches: true };
  watched(page);
  size(page, 390, 400);
  await page.time.pass(5_000);
  assert.deepEqual(page.news, RAISED);
});

test("a hidden window has no size that counts, and leaves what is open", async () => {
  const { page } = watched();
  page.document.hidden = true;
  size(page, 160, 28);
  await page.time.pass(10_000);
  assert.deepEqual(page.news, []);
  page.document.hidden = false;
  size(page, 400, 300);
  await page.time.pass(4_000);
  assert.deepEqual(page.news, RAISED);
  page.document.hidden = true;
  await page.time.pass(10_000);
  assert.deepEqual(page.news, []);
});

test("a stopped signal sees nothing", async () => {
  const { page, stop } = watched();
  stop();
  size(page, 160, 28);
  await page.time.pass(10_000);
  assert.deepEqual(page.news, []);
});

test("what is raised ends with the watching, and begins anew with it", async () => {
  const { page, stop } = watched();
  size(page, 960, 1080);
  await page.time.pass(4_000);
  page.news;
  stop();
  assert.deepEqual(page.news, CLEARED);
  watched(page);
  await page.time.pass(4_000);
  assert.deepEqual(page.news, RAISED);
});
