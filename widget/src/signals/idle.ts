/** Whether the candidate does anything with the page at all. */

import type { Signal } from "./signal.ts";

/** Seconds; people read long texts and think. */
const PATIENCE = 300;
const INPUT = ["pointermove", "pointerdown", "keydown", "wheel", "scroll", "touchstart", "touchmove", "input"];

export const idle: Signal = {
  name: "idle",
  watch(watch) {
    const { now, later } = watch;
    const patience = Number(watch.policy["idleSeconds"] ?? PATIENCE) * 1_000;
    if (!(patience > 0)) return () => {};
    let active = now();
    let isIdle = false;
    let callOff = (): void => {};

    // Only the time is noted, since this runs with each move of the pointer.
    const notice = (): void => {
      const before = active;
      active = now();
      if (!isIdle) return;
      isIdle = false;
      watch.changed("IDLE", { idle: false, idleSeconds: Math.round((active - before) / 100) / 10 });
      look();
    };
    const look = (): void => {
      const left = active + patience - now();
      isIdle = left <= 0;
      if (isIdle) watch.changed("IDLE", { idle: true });
      else callOff = later(left, look);
    };

    look();
    const stop = watch.listen(watch.window, INPUT, notice);
    return () => {
      callOff();
      stop();
    };
  },
};
