/** What the samples of a moment tell: how loud it was, and whether there was any signal at all. Pure. */

/** Parts in which the moment is measured: about 20 ms each. */
const PARTS = 16;

export interface Heard {
  /** From 0 to 1: the RMS of the part in the middle, so that the clicks of a keyboard do not count and a voice does. */
  readonly level: number;
  /** A microphone that works has noise: not one sample that differs from nothing means that it gives none. */
  readonly silent: boolean;
}

export function measure(samples: Float32Array): Heard {
  const length = Math.floor(samples.length / PARTS);
  const levels: number[] = [];
  for (let part = 0; part < PARTS; part++) levels.push(rms(samples, part * length, length));
  levels.sort((a, b) => a - b);
  return { level: levels[PARTS / 2] ?? 0, silent: !levels.some(Boolean) };
}

function rms(samples: Float32Array, from: number, length: number): number {
  let squares = 0;
  for (let i = from; i < from + length; i++) squares += (samples[i] ?? 0) ** 2;
  return Math.sqrt(squares / length);
}
