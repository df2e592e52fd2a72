import assert from "node:assert/strict";
import { test } from "node:test";

import { encode } from "./encode.ts";

const VALUE = {
  text: 'a "quoted" \n ü \u2028',
  list: [1, [], {}, null, true],
  none: undefined,
  inner: { zero: -0.5, wrong: NaN },
};

test("it writes what JSON.stringify writes", () => {
  assert.equal(encode(VALUE, JSON.stringify), JSON.stringify(VALUE));
});

test("a lone surrogate is escaped", () => {
  assert.equal(encode("\ud800", JSON.stringify), '"\\ud800"');
});

test("a toJSON that the page put on arrays and objects changes nothing", () => {
  const prototypes = [Array.prototype, Object.prototype, String.prototype] as object[] as { toJSON?: () => string }[];
  const wanted = JSON.stringify(VALUE);
  for (const prototype of prototypes) prototype.toJSON = () => "bent";
  try {
    assert.equal(
      encode(VALUE, (text) => JSON.stringify(text)),
      wanted,
    );
  } finally {
    for (const prototype of prototypes) delete prototype.toJSON;
  }
});
