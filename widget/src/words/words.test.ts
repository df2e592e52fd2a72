import assert from "node:assert/strict";
import { test } from "node:test";

import { LANGUAGES, spoken } from "./index.ts";

test("the first language that is known is spoken", async () => {
  assert.equal((await spoken(["", undefined, "xx-YY", "de-CH", "en"])).language, "de");
});

test("English is spoken where none is known", async () => {
  assert.equal((await spoken(["constructor", "toString"])).language, "en");
});

test("every language has every sentence", async () => {
  const names = Object.keys((await spoken([])).words);
  for (const load of Object.values(LANGUAGES)) {
    const { words } = await load();
    assert.deepEqual(Object.keys(words), names);
    for (const sentence of Object.values(words)) assert.ok(sentence.trim());
  }
});
