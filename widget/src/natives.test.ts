import assert from "node:assert/strict";
import { test } from "node:test";

import { NativePromise, natives } from "./natives.ts";

type Page = Parameters<typeof natives>[0];

/** Prints as the browser's own. */
const native = (name: string): object => Object.defineProperty(Math.max.bind(null), "name", { value: name });
const nativeFetch = native("fetch");

/** Everything in it is the browser's own but what is changed. */
function pageWith(changed: object): { page: Page; frames: number } {
  const seen = { page: {} as Page, frames: 0 };
  const frame = {
    isConnected: false,
    setAttribute() {},
    style: { setProperty() {} },
    contentWindow: { JSON, fetch: async () => "the frame's" },
  };
  const append = (): void => {
    seen.frames++;
    frame.isConnected = true;
  };
  const document = { createElement: () => frame, documentElement: { append } };
  seen.page = {
    fetch: nativeFetch,
    JSON,
    Response: { prototype: { text: native("text") } },
    document,
    ...changed,
  } as unknown as Page;
  return seen;
}

test("a page with the browser's own functions gets no frame", () => {
  const seen = pageWith({});
  assert.equal(natives(seen.page).encode({ a: [1] }), '{"a":[1]}');
  assert.equal(seen.frames, 0);
});

test("a page with its own fetch is gone round", async () => {
  const seen = pageWith({ fetch: () => "the page's" });
  assert.equal(await natives(seen.page).fetch("https://eye.example/", {}), "the frame's");
  assert.equal(seen.frames, 1);
});

test("a page with its own JSON is gone round", () => {
  const seen = pageWith({ JSON: { parse: () => "bent", stringify: () => "bent" } });
  const { encode, decode } = natives(seen.page);
  assert.deepEqual([encode("a"), decode("1")], ['"a"', 1]);
});

test("a page whose answers are read by a shim is gone round", () => {
  const seen = pageWith({ Response: { prototype: { text: () => "bent" } } });
  natives(seen.page);
  assert.equal(seen.frames, 1);
});

test("a bound shim does not pass for the browser's own", () => {
  const seen = pageWith({ fetch: (() => "the page's").bind(null) });
  natives(seen.page);
  assert.equal(seen.frames, 1);
});

test("the promise is the one of async functions", () => {
  assert.equal(NativePromise, (async () => {})().constructor);
});
