import assert from "node:assert/strict";
import { test } from "node:test";

import { Sustained } from "./sustained.ts";

/** Looks twice a second, and gives the seconds at which something changed. */
function changes(sustained: Sustained, looks: readonly (boolean | undefined)[], start = 0): string[] {
  return looks.flatMap((holds, i) => {
    const change = sustained.see(start + i * 500, holds);
    return change ? [`${change} at ${i / 2}`] : [];
  });
}

const times = <Value>(count: number, value: Value): Value[] => new Array<Value>(count).fill(value);
const threeSeconds = (): Sustained => new Sustained(() => 3_000, 1_000);

test("what lasts is raised once, at the moment when it has lasted long enough", () => {
  assert.deepEqual(changes(threeSeconds(), times(20, true)), ["raised at 3"]);
});

test("what is over before is not raised", () => {
  const blink = [...times(6, true), false];
  assert.deepEqual(changes(threeSeconds(), [...blink, ...blink, ...blink]), []);
});

test("it is cleared when it has been over for a second, not by one look", () => {
  const looks = [...times(8, true), false, true, ...times(4, false)];
  assert.deepEqual(changes(threeSeconds(), looks), ["raised at 3", "cleared at 6"]);
});

test("it can be raised again", () => {
  const looks = [...times(7, true), ...times(3, false)];
  assert.deepEqual(changes(threeSeconds(), [...looks, ...looks]), [
    "raised at 3",
    "cleared at 4.5",
    "raised at 8",
    "cleared at 9.5",
  ]);
});

test("a look that could not tell begins the count anew and changes nothing", () => {
  assert.deepEqual(changes(threeSeconds(), [...times(6, true), undefined, ...times(6, true)]), []);
  const raised = threeSeconds();
  changes(raised, times(7, true));
  assert.deepEqual(changes(raised, times(9, undefined), 3_500), []);
  assert.equal(raised.isRaised, true);
});

test("time in which nobody looked does not count", () => {
  const sustained = threeSeconds();
  sustained.see(0, true);
  assert.equal(sustained.see(60_000, true), undefined);
  assert.equal(sustained.see(62_000, true), undefined);
  assert.equal(sustained.see(63_000, true), "raised");
});

test("a limit that the policy changes counts from then on", () => {
  let limit = 3_000;
  const sustained = new Sustained(() => limit, 1_000);
  changes(sustained, times(3, true));
  limit = 1_000;
  assert.equal(sustained.see(1_500, true), "raised");
});
