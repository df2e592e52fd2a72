import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { copy } from "./copy.ts";
import { cut } from "./cut.ts";
import { paste } from "./paste.ts";

const LONG = "The mitochondrion is the powerhouse of the cell.";

function happen(page: FakePage, type: string, text = "", field?: object): void {
  const event = Object.assign(new Event(type), { clipboardData: { getData: () => text } });
  if (field) event.composedPath = () => [field as EventTarget];
  page.document.dispatchEvent(event);
}

function pasting(policy: Record<string, unknown> = {}): FakePage {
  const page = new FakePage();
  Object.assign(page.policy, policy);
  paste.watch(page.watch);
  return page;
}

test("of what is copied or cut only the length is told", () => {
  const page = new FakePage();
  copy.watch(page.watch);
  cut.watch(page.watch);
  page.selection = "secret";
  happen(page, "copy");
  happen(page, "cut");
  assert.deepEqual(page.news, [
    ["changed", "COPY", { length: 6 }],
    ["changed", "CUT", { length: 6 }],
  ]);
});

test("in a text field it is what is selected there", () => {
  const page = new FakePage();
  copy.watch(page.watch);
  page.selection = "something else";
  happen(page, "copy", "", { value: "an answer", selectionStart: 3, selectionEnd: 9 });
  happen(page, "copy", "", { value: 7 });
  assert.deepEqual(page.news, [
    ["changed", "COPY", { length: 6 }],
    ["changed", "COPY", { length: 14 }],
  ]);
});

test("the text is told only where the assessment asks for it, and not all of a long one", () => {
  const page = pasting({ clipboardText: true, pasteLength: 0 });
  happen(page, "paste", "x".repeat(499) + "😀");
  const [[, , fact]] = page.news as [[string, string, { text: string; length: number }]];
  assert.equal(fact.length, 501);
  // The half of a pair of surrogates that fits is no character.
  assert.equal(fact.text, "x".repeat(499) + "\uFFFD");
});

test("a paste is long from the length on that the assessment gives", () => {
  for (const [policy, text, long] of [
    [{}, LONG.slice(0, 39), false],
    [{}, LONG.slice(0, 40), true],
    [{ pasteLength: 5 }, "12345", true],
    [{ pasteLength: 0 }, LONG, false],
  ] as const) {
    const page = pasting(policy);
    happen(page, "paste", text);
    assert.deepEqual(page.news, [["changed", "PASTE", { length: text.length, long, own: false }]]);
  }
});

test("what was copied in the exam page is the candidate's own", () => {
  const page = pasting();
  page.selection = LONG;
  happen(page, "copy");
  happen(page, "paste", LONG.replaceAll(" ", "\r\n"));
  assert.deepEqual(page.news, [["changed", "PASTE", { length: LONG.length + 8 - 1, long: true, own: true }]]);
  happen(page, "paste", `${LONG} And more.`);
  assert.deepEqual(page.news, [["changed", "PASTE", { length: LONG.length + 10, long: true, own: false }]]);
});

test("nothing is nobody's own", () => {
  const page = pasting();
  happen(page, "copy");
  happen(page, "paste");
  assert.deepEqual(page.news, [["changed", "PASTE", { length: 0, long: false, own: false }]]);
});

test("a stopped signal hears nothing", () => {
  const page = new FakePage();
  for (const signal of [copy, cut, paste]) signal.watch(page.watch)();
  for (const type of ["copy", "cut", "paste"]) happen(page, type, LONG);
  assert.deepEqual(page.news, []);
});
