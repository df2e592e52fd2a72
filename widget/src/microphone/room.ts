/** The room's own level, which follows its fans and its traffic, and what is loud in it. Pure: time comes with each moment. */

/** Of a room so quiet, or a microphone so deaf, that nothing below it is worth a word: -60 dB of full scale. */
const FLOOR = 0.001;
/** Milliseconds of listening where the check has not told the level. */
const CALIBRATE = 3_000;
/** Seconds in which the level follows a change: down soon, up slowly. */
const DOWN = 5;
const UP = 30;
/** dB a second while it is loud: a fan that stays on is the room's own after minutes, a voice not before. */
const LEARN = 0.05;

const decibels = (level: number): number => 20 * Math.log10(Math.max(level, FLOOR));

export class Room {
  readonly #rise: () => number;
  readonly #first: number[] = [];
  #began: number | undefined;
  #level: number | undefined;
  #last = -Infinity;

  /** `rise` in dB above the room is loud; `level` from 0 to 1, as the check found it. */
  constructor(rise: () => number, level?: number) {
    this.#rise = rise;
    if (level !== undefined) this.#level = decibels(level);
  }

  /** Whether it is loud; undefined while nothing is known of the room. `now` in milliseconds, `level` from 0 to 1. */
  isLoud(now: number, level: number): boolean | undefined {
    const seconds = Math.min(1, (now - this.#last) / 1_000);
    this.#last = now;
    if (this.#level === undefined) return this.#calibrate(now, decibels(level));
    const above = decibels(level) - this.#level;
    const loud = above >= this.#rise();
    this.#level += loud ? LEARN * seconds : above * (1 - Math.exp(-seconds / (above > 0 ? UP : DOWN)));
    return loud;
  }

  /** The quiet quarter of the first seconds: somebody may be talking. */
  #calibrate(now: number, heard: number): undefined {
    this.#began ??= now;
    this.#first.push(heard);
    if (now - this.#began < CALIBRATE) return;
    this.#first.sort((a, b) => a - b);
    this.#level = this.#first[Math.floor(this.#first.length / 4)];
  }
}
