import assert from "node:assert/strict";
import { test } from "node:test";

import { isCovered, isSame, measure } from "./measures.ts";

const WIDTH = 80;
const HEIGHT = 60;

/** A grey picture of what `light` says of each pixel. */
function picture(light: (x: number, y: number) => number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
  for (let i = 0; i < WIDTH * HEIGHT; i++)
    pixels.set([0, 0, 0].fill(light(i % WIDTH, Math.floor(i / WIDTH))).concat(255), 4 * i);
  return pixels;
}

/** The same for the same seed. */
function noise(seed: number, strength: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return strength * (state / 2_147_483_647 - 0.5);
  };
}

const room = (seed = 1): Uint8ClampedArray => {
  const grain = noise(seed, 6);
  return picture((x, y) => 60 + x + y + grain());
};

test("brightness is weighed as the eye does", () => {
  assert.equal(Math.round(measure(Uint8ClampedArray.of(0, 255, 0, 255)).light), 150);
  assert.equal(Math.round(measure(Uint8ClampedArray.of(0, 0, 255, 255)).light), 29);
});

test("an even picture has no spread, a room has some", () => {
  assert.equal(measure(picture(() => 120)).spread, 0);
  assert.ok(measure(room()).spread > 20);
});

test("a room is not covered, also in weak light", () => {
  assert.equal(isCovered(measure(room())), false);
  const dim = noise(3, 3);
  assert.equal(isCovered(measure(picture((x) => 14 + x / 2 + dim()))), false);
});

test("a dark picture is covered, also with a bright seam and the noise of the sensor", () => {
  const grain = noise(2, 8);
  assert.equal(isCovered(measure(picture((x) => (x < 1 ? 60 : 8) + grain()))), true);
});

test("an even picture is covered whatever its brightness: a note, a finger lit from behind", () => {
  const grain = noise(4, 4);
  assert.equal(isCovered(measure(picture(() => 200 + grain()))), true);
});

test("two pictures of a room at rest differ by their noise", () => {
  assert.equal(isSame(measure(room(1)).print, measure(room(2)).print), false);
});

test("the same picture is the same, and one pixel less is not", () => {
  const before = room();
  assert.equal(isSame(measure(before).print, measure(room()).print), true);
  const after = room();
  after[4 * 4_000] = 255;
  assert.equal(isSame(measure(before).print, measure(after).print), false);
});
