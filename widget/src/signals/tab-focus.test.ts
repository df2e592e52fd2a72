import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { tabFocus } from "./tab-focus.ts";

const left = (hidden: boolean): unknown[] => [
  ["changed", "TAB_FOCUS_CHANGE", { focused: false, hidden }],
  ["flag", "TAB_NOT_FOCUS"],
];
const back = (hidden: boolean, awaySeconds: number): unknown[] => [
  ["changed", "TAB_FOCUS_CHANGE", { focused: true, hidden, awaySeconds }],
];

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
  assert.deepEqual(page.news, left(true));
  await set(page, { hidden: false, focus: true });
  assert.deepEqual(page.news, back(true, 5));
  await set(page, { hidden: true, focus: false });
  assert.deepEqual(page.news, left(true));
});

test("another window beside the exam counts as well", async () => {
  const { page } = watched();
  page.news;
  await set(page, { focus: false });
  assert.deepEqual(page.news, left(false));
  await page.time.pass(61_250);
  await set(page, { focus: true });
  assert.deepEqual(page.news, back(false, 61.3));
});

test("a tab that was hidden while another window had the focus was hidden", async () => {
  const { page } = watched();
  await set(page, { focus: false });
  await set(page, { hidden: true });
  await set(page, { hidden: false });
  page.news;
  await set(page, { focus: true });
  assert.deepEqual(page.news, back(true, 0));
  await set(page, { focus: false });
  assert.deepEqual(page.news, left(false));
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
  assert.deepEqual(page.news, left(false));
  page.focus = true;
  await page.time.pass(1_000);
  assert.deepEqual(page.news, back(false, 1));
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

test("a page that is loaded anew while the candidate is away is still left, until they are back", async () => {
  const { page, stop } = watched();
  await set(page, { focus: false });
  stop();
  page.news;
  watched(page);
  assert.deepEqual(page.news, [
    ["stands", "TAB_FOCUS_CHANGE", { focused: false }],
    ["flag", "TAB_NOT_FOCUS"],
  ]);
  await set(page, { focus: true });
  page.news;
  page.focus = false;
  watched(page);
  assert.deepEqual(page.news, [["stands", "TAB_FOCUS_CHANGE", { focused: false }]]);
});

test("a stopped signal hears nothing", async () => {
  const { page, stop } = watched();
  stop();
  page.news;
  await set(page, { hidden: true, focus: false });
  await page.time.pass(5_000);
  assert.deepEqual(page.news, []);
});
