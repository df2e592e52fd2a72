import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { tabFocus } from "./tab-focus.ts";

const LEFT = [
  ["changed", "TAB_FOCUS_CHANGE", { focused: false }],
  ["flag", "TAB_NOT_FOCUS"],
];
const BACK = [["changed", "TAB_FOCUS_CHANGE", { focused: true }]];

function watched(page = new FakePage()): { page: FakePage; stop: () => void } {
  const stop = tabFocus.watch(page.watch);
  return { page, stop };
}

async function set(page: FakePage, { hidden = page.document.hidden, focus = page.focus }): Promise<void> {
  const changes = hidden !== page.document.hidden;
  page.document.hidden = hidden;
  page.focus = focus;
  if (changes) page.document.dispatchEvent(new Event("visibilitychange"));
  page.window.dispatchEvent(new Event(focus ? "focus" : "blur"));
  await page.time.pass(0);
}

test("how things stand is told at the start, without a change", () => {
  assert.deepEqual(watched().page.news, [["stands", "TAB_FOCUS_CHANGE", { focused: true }]]);
});

test("another tab is one change and one flag until the candidate is back", async () => {
  const { page } = watched();
  page.news;
  await set(page, { hidden: true, focus: false });
  await page.time.pass(5_000);
  assert.deepEqual(page.news, LEFT);
  await set(page, { hidden: false, focus: true });
  assert.deepEqual(page.news, BACK);
  await set(page, { hidden: true, focus: false });
  assert.deepEqual(page.news, LEFT);
});

test("another window beside the exam counts as well", async () => {
  const { page } = watched();
  page.news;
  await set(page, { focus: false });
  assert.deepEqual(page.news, LEFT);
});

test("a frame of the page is not leaving, but what is left from there is", async () => {
  const { page } = watched();
  page.news;
  page.document.activeElement = { tagName: "IFRAME" };
  page.window.dispatchEvent(new Event("blur"));
  await page.time.pass(3_000);
  assert.deepEqual(page.news, []);
  page.focus = false;
  await page.time.pass(1_000);
  assert.deepEqual(page.news, LEFT);
  page.focus = true;
  await page.time.pass(1_000);
  assert.deepEqual(page.news, BACK);
});

test("a page that loads without focus has not been left", async () => {
  const page = new FakePage();
  page.focus = false;
  watched(page);
  assert.deepEqual(page.news, [["stands", "TAB_FOCUS_CHANGE", { focused: false }]]);
  await set(page, { hidden: true });
  assert.deepEqual(page.news, [["flag", "TAB_NOT_FOCUS"]]);
});

test("a page that loads hidden has been left", () => {
  const page = new FakePage();
  page.document.hidden = true;
  watched(page);
  assert.deepEqual(page.news, [
    ["stands", "TAB_FOCUS_CHANGE", { focused: false }],
    ["flag", "TAB_NOT_FOCUS"],
  ]);
});

test("a stopped signal hears nothing", async () => {
  const { page, stop } = watched();
  stop();
  page.news;
  await set(page, { hidden: true, focus: false });
  await page.time.pass(5_000);
  assert.deepEqual(page.news, []);
});
