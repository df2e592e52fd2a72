import assert from "node:assert/strict";
import { test } from "node:test";

import { LANGUAGES as QUIET } from "../words/index.ts";
import { adviceOf } from "./advice.ts";
import { failed, succeeded } from "./outcome.ts";
import { sentences as english } from "./sentences-en.ts";
import { fill, LANGUAGES } from "./sentences.ts";

const gaps = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

test("every language of the widget has every sentence, with the same gaps", async () => {
  assert.deepEqual(Object.keys(LANGUAGES).sort(), Object.keys(QUIET).sort());
  for (const load of Object.values(LANGUAGES)) {
    const { sentences } = await load();
    assert.deepEqual(Object.keys(sentences), Object.keys(english));
    for (const [name, sentence] of Object.entries(sentences)) {
      assert.ok(sentence.trim());
      assert.deepEqual(gaps(sentence), gaps(english[name as keyof typeof english]));
    }
  }
});

test("gaps are filled, and unknown ones stay", () => {
  assert.equal(fill("{a} and {b}", { a: "$&" }), "$& and {b}");
});

test("what to do depends on the browser", () => {
  const denied = failed("permission_denied");
  assert.equal(adviceOf(english, "webcam", denied, "firefox", "en"), english.deniedFirefox);
  assert.equal(adviceOf(english, "webcam", denied, "edge", "en"), english.deniedChrome);
});

test("the speed is told in the numbers of the language", () => {
  const found = succeeded({ downKbps: 2_540, upKbps: 640_000 });
  assert.equal(adviceOf(english, "internetSpeed", found, "chrome", "en"), "2.5 Mbit/s to you, 640 Mbit/s from you.");
});
