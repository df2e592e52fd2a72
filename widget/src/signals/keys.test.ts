import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { print } from "./print.ts";
import { screenshot } from "./screenshot.ts";
import type { Signal } from "./signal.ts";

type Keys = Partial<Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">>;

function press(page: FakePage, keys: Keys, type = "keydown"): void {
  const none = { key: "", code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  page.window.dispatchEvent(Object.assign(new Event(type), none, keys));
}

function watched(signal: Signal, platform = "Win32"): FakePage {
  const page = new FakePage();
  page.window.navigator.platform = platform;
  signal.watch(page.watch);
  return page;
}

const PRINTED = [["flag", "PRINT_ATTEMPT"]];
const TAKEN = [["flag", "SCREENSHOT_KEY"]];

test("the key and the dialog that it opens are one attempt to print", async () => {
  const page = watched(print);
  press(page, { key: "p", ctrlKey: true });
  page.window.dispatchEvent(new Event("beforeprint"));
  assert.deepEqual(page.news, PRINTED);
  await page.time.pass(9_000);
  press(page, { key: "P", ctrlKey: true });
  assert.deepEqual(page.news, []);
  await page.time.pass(10_000);
  press(page, { key: "p", ctrlKey: true });
  assert.deepEqual(page.news, PRINTED);
});

test("printing from the menu is an attempt as well", () => {
  const page = watched(print);
  page.window.dispatchEvent(new Event("beforeprint"));
  assert.deepEqual(page.news, PRINTED);
});

test("other keys print nothing", () => {
  const page = watched(print);
  for (const keys of [{ key: "p" }, { key: "o", ctrlKey: true }, { key: "p", ctrlKey: true, altKey: true }])
    press(page, keys);
  assert.deepEqual(page.news, []);
});

test("on a Mac it is the command key", () => {
  const page = watched(print, "MacIntel");
  press(page, { key: "p", ctrlKey: true });
  assert.deepEqual(page.news, []);
  press(page, { key: "p", metaKey: true });
  assert.deepEqual(page.news, PRINTED);
});

test("the print key is seen when it is let go, and once", () => {
  const page = watched(screenshot);
  press(page, { key: "PrintScreen" }, "keyup");
  press(page, { key: "PrintScreen" }, "keydown");
  assert.deepEqual(page.news, TAKEN);
});

test("each system has its own keys for a screenshot", () => {
  const win = { key: "S", code: "KeyS", metaKey: true, shiftKey: true };
  const mac = { key: "$", code: "Digit4", metaKey: true, shiftKey: true };
  for (const [platform, keys, taken] of [
    ["Win32", win, true],
    ["Win32", mac, false],
    ["MacIntel", mac, true],
    // Saves the page under a name.
    ["MacIntel", win, false],
    ["Win32", { ...win, shiftKey: false }, false],
  ] as const) {
    const page = watched(screenshot, platform);
    press(page, keys);
    assert.deepEqual(page.news, taken ? TAKEN : []);
  }
});

test("a stopped signal hears nothing", () => {
  const page = new FakePage();
  print.watch(page.watch)();
  screenshot.watch(page.watch)();
  press(page, { key: "p", ctrlKey: true });
  press(page, { key: "PrintScreen" });
  page.window.dispatchEvent(new Event("beforeprint"));
  assert.deepEqual(page.news, []);
});
