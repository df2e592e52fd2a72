import assert from "node:assert/strict";
import { test } from "node:test";

import type { Policy } from "../protocol.ts";
import { Judge } from "./judge.ts";
import { measure, type Heard } from "./loudness.ts";
import { Room } from "./room.ts";
import { wav } from "./wav.ts";

const TICK = 250;
const QUIET: Heard = { level: 0.002, silent: false };
const LOUD: Heard = { level: 0.05, silent: false };
const NOTHING: Heard = { level: 0, silent: true };

const lasting = (seconds: number, heard: Heard): Heard[] => new Array<Heard>(seconds * 4).fill(heard);

/** Listens four times a second to what is listed; each change with its second. */
function judged(heard: readonly Heard[], policy: Policy = {}, muted = false, judge = new Judge(() => policy)): string[] {
  return heard.flatMap((one, i) =>
    judge.hear(i * TICK, one, muted).map(({ type, change }) => `${type} ${change} at ${(i * TICK) / 1_000}`),
  );
}

test("a room at rest is nothing to tell", () => {
  assert.deepEqual(judged(lasting(120, QUIET)), []);
});

test("sound that lasts is raised, and cleared when it is quiet again", () => {
  const found = judged([...lasting(5, QUIET), ...lasting(4, LOUD), ...lasting(5, QUIET)]);
  assert.deepEqual(found, ["SOUND_DETECTED raised at 7", "SOUND_DETECTED cleared at 11.5"]);
});

test("the pauses between words belong to what is said", () => {
  const words = new Array(6).fill([...lasting(0.5, LOUD), ...lasting(0.5, QUIET)]).flat() as Heard[];
  assert.deepEqual(judged([...lasting(5, QUIET), ...words]), ["SOUND_DETECTED raised at 7"]);
});

test("a door and a cough are chance", () => {
  const door = [...lasting(1, LOUD), ...lasting(4, QUIET)];
  assert.deepEqual(judged([...lasting(5, QUIET), ...door, ...door, ...door]), []);
});

test("the policy decides what is loud, and for how long", () => {
  const heard = [...lasting(5, QUIET), ...lasting(9, LOUD)];
  assert.deepEqual(judged(heard, { soundRiseDb: 30 }), []);
  assert.deepEqual(judged(heard, { soundSeconds: 6 }), ["SOUND_DETECTED raised at 11"]);
});

test("with the level of the check nothing is missed at the start", () => {
  assert.deepEqual(judged(lasting(4, LOUD), {}, false, new Judge(() => ({}), 0.002)), ["SOUND_DETECTED raised at 2"]);
  assert.deepEqual(judged(lasting(4, LOUD)), []);
});

test("no signal at all for ten seconds is that, and no quiet room", () => {
  const found = judged([...lasting(4, LOUD), ...lasting(12, NOTHING), ...lasting(3, QUIET)]);
  assert.deepEqual(found, ["MICROPHONE_SILENT raised at 14", "MICROPHONE_SILENT cleared at 17"]);
});

test("a muted microphone is that and not silent", () => {
  assert.deepEqual(judged(lasting(20, NOTHING), {}, true), ["MICROPHONE_MUTED raised at 2"]);
});

test("what is raised is known", () => {
  const judge = new Judge(() => ({}), 0.002);
  judged(lasting(4, LOUD), {}, false, judge);
  assert.deepEqual(judge.raised, ["SOUND_DETECTED"]);
});

test("a fan that is switched on becomes the room's own after minutes, a long talk does not", () => {
  const room = new Room(() => 12, 0.002);
  const loudUntil = (seconds: number, level: number): number => {
    for (let i = 0; i < seconds * 4; i++) if (!room.isLoud(i * TICK, level)) return (i * TICK) / 1_000;
    return Infinity;
  };
  assert.equal(loudUntil(120, 0.02), Infinity);
  const learnt = new Room(() => 12, 0.002);
  let loud: boolean | undefined = true;
  for (let i = 0; i < 4 * 300; i++) loud = learnt.isLoud(i * TICK, 0.02);
  assert.equal(loud, false);
});

test("a room that becomes quieter is followed soon", () => {
  const room = new Room(() => 12, 0.02);
  for (let i = 0; i < 4 * 15; i++) room.isLoud(i * TICK, 0.002);
  assert.equal(room.isLoud(15_250, 0.012), true);
});

test("below what any microphone can tell nothing is loud", () => {
  const room = new Room(() => 12, 0.000_001);
  assert.equal(room.isLoud(0, 0.003), false);
  assert.equal(room.isLoud(250, 0.005), true);
});

test("the clicks of a keyboard do not count, a voice does", () => {
  const noise = (i: number): number => 0.002 * Math.sin(i * 1.7);
  const typing = Float32Array.from({ length: 16_384 }, (_, i) => (i % 5_000 < 700 ? 50 : 1) * noise(i));
  const voice = Float32Array.from({ length: 16_384 }, (_, i) => 0.1 * Math.sin(i / 30) + noise(i));
  assert.ok(measure(typing).level < 0.003);
  assert.ok(measure(voice).level > 0.05);
  assert.deepEqual(measure(new Float32Array(16_384)), { level: 0, silent: true });
  assert.equal(measure(Float32Array.of(...new Array<number>(16_383).fill(0), 0.000_1)).silent, false);
});

test("a sound file of samples is one", async () => {
  const file = wav(Float32Array.of(0, 1, -1, 2), 48_000);
  const view = new DataView(await file.arrayBuffer());
  const text = (at: number): string => String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
  assert.deepEqual([text(0), text(8), text(36), file.type], ["RIFF", "WAVE", "data", "audio/wav"]);
  assert.deepEqual([view.getUint32(4, true), view.getUint32(24, true), view.getUint32(40, true)], [44, 48_000, 8]);
  assert.deepEqual([0, 1, 2, 3].map((i) => view.getInt16(44 + 2 * i, true)), [0, 32_767, -32_767, 32_767]);
});
