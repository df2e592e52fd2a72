import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { screens } from "./screens.ts";

const told = (extended: string): unknown => ["changed", "SCREENS", { extended }];

function watched(isExtended: boolean | undefined, document: object = {}): { page: FakePage; stop: () => void } {
  const page = new FakePage();
  page.screen.isExtended = isExtended;
  Object.assign(page.document, document);
  return { page, stop: screens.watch(page.watch) };
}

test("one screen is told at the start and is no flag", () => {
  assert.deepEqual(watched(false).page.news, [told("no")]);
});

test("what the browser does not tell is unknown", () => {
  assert.deepEqual(watched(undefined).page.news, [told("unknown")]);
});

test("a frame that may not ask does not know, whatever it is told", () => {
  const featurePolicy = { allowsFeature: (name: string) => name !== "window-management" };
  assert.deepEqual(watched(false, { featurePolicy }).page.news, [told("unknown")]);
});

test("a second screen is a flag while it is connected", () => {
  const { page } = watched(true);
  assert.deepEqual(page.news, [told("yes"), ["flag", "SECOND_SCREEN"]]);
  page.screen.isExtended = false;
  page.screen.dispatchEvent(new Event("change"));
  assert.deepEqual(page.news, [told("no")]);
});

test("a browser that does not tell of the change is asked again", async () => {
  const { page, stop } = watched(false);
  page.news;
  page.screen.isExtended = true;
  await page.time.pass(5_000);
  assert.deepEqual(page.news, [told("yes"), ["flag", "SECOND_SCREEN"]]);
  await page.time.pass(20_000);
  assert.deepEqual(page.news, []);
  stop();
  page.screen.isExtended = false;
  await page.time.pass(20_000);
  assert.deepEqual(page.news, []);
});
