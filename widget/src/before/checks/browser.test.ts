import assert from "node:assert/strict";
import { test } from "node:test";

import { browserOf, checkBrowser } from "./browser.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const AGENTS: Readonly<Record<string, string>> = {
  chrome: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36`,
  oldChrome: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/120.0.0.0 Safari/537.36`,
  edge: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`,
  firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:157.0) Gecko/20100101 Firefox/157.0",
  safari:
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
  iphone:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1",
  text: "Lynx/2.9.0",
};

const verdict = (name: string): unknown => {
  const { status, reason } = checkBrowser(browserOf(AGENTS[name] ?? ""));
  return reason === undefined ? status : [status, reason];
};

test("current browsers are well", () => {
  for (const name of ["chrome", "edge", "firefox"]) {
    assert.equal(browserOf(AGENTS[name] ?? "").family, name);
    assert.equal(verdict(name), "success");
  }
});

test("a browser that is newer than this widget is well", () => {
  assert.equal(checkBrowser({ family: "chrome", version: 999 }).status, "success");
});

test("an old one is told to be updated", () => {
  assert.deepEqual(verdict("oldChrome"), ["failed", "outdated_browser"]);
});

test("Safari is noted and not refused, and every browser of an iPhone is Safari", () => {
  assert.deepEqual(verdict("safari"), ["default", "safari_noted"]);
  assert.deepEqual(verdict("iphone"), ["default", "safari_noted"]);
});

test("any other is not supported", () => {
  assert.deepEqual(verdict("text"), ["failed", "unsupported_browser"]);
});
