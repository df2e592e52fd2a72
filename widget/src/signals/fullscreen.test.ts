import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { fullscreen } from "./fullscreen.ts";

function set(page: FakePage, element: object | null): void {
  page.document.fullscreenElement = element;
  page.document.dispatchEvent(new Event("fullscreenchange"));
}

test("a page that never was in fullscreen has not left it", () => {
  const page = new FakePage();
  fullscreen.watch(page.watch);
  assert.deepEqual(page.news, [["stands", "FULLSCREEN_CHANGE", { fullscreen: false }]]);
});

test("entering is a change, leaving is a change and a flag", () => {
  const page = new FakePage();
  fullscreen.watch(page.watch);
  page.news;
  set(page, {});
  assert.deepEqual(page.news, [["changed", "FULLSCREEN_CHANGE", { fullscreen: true }]]);
  set(page, null);
  assert.deepEqual(page.news, [
    ["changed", "FULLSCREEN_CHANGE", { fullscreen: false }],
    ["flag", "EXIT_FULLSCREEN"],
  ]);
});

test("another element in fullscreen is no change", () => {
  const page = new FakePage();
  fullscreen.watch(page.watch);
  set(page, {});
  page.news;
  set(page, {});
  assert.deepEqual(page.news, []);
});

test("the browser's own fullscreen counts", () => {
  const page = new FakePage();
  fullscreen.watch(page.watch);
  page.news;
  page.display.matches = true;
  page.display.dispatchEvent(new Event("change"));
  assert.deepEqual(page.news, [["changed", "FULLSCREEN_CHANGE", { fullscreen: true }]]);
});

test("fullscreen that a reload left is a flag only where the assessment requires it", () => {
  for (const requireFullscreen of [true, false]) {
    const page = new FakePage();
    Object.assign(page.notes, { fullscreen: true });
    Object.assign(page.policy, { requireFullscreen });
    fullscreen.watch(page.watch);
    assert.equal(page.news.length, requireFullscreen ? 2 : 1);
  }
});

test("fullscreen that was left before a reload is still left after it, and after the next one", () => {
  const page = new FakePage();
  Object.assign(page.policy, { requireFullscreen: true });
  const stop = fullscreen.watch(page.watch);
  set(page, {});
  set(page, null);
  stop();
  for (let reload = 0; reload < 2; reload++) {
    page.news;
    fullscreen.watch(page.watch)();
    assert.deepEqual(page.news, [
      ["stands", "FULLSCREEN_CHANGE", { fullscreen: false }],
      ["flag", "EXIT_FULLSCREEN"],
    ]);
  }
});

test("a stopped signal hears nothing", () => {
  const page = new FakePage();
  fullscreen.watch(page.watch)();
  page.news;
  set(page, {});
  assert.deepEqual(page.news, []);
});
