/** What is to be heard around the candidate. Its code is fetched only by exams that ask for it. */

import type { Signal } from "./signal.ts";

/** Moments that are due each second. */
const RATE = 4;

export const microphone: Signal = {
  name: "microphone",
  watch(watch) {
    // Only what the assessment asks for, and so the candidate was asked for.
    if (!watch.features.aiProctoring || watch.policy["microphone"] !== true) return () => {};
    const duty = watch.duty("microphone", RATE);
    let stopped = false;
    let stop = (): void => {};
    const begin = async (): Promise<void> => {
      try {
        const { Microphone } = await import("../microphone/microphone.ts");
        if (stopped) return;
        const opened = new Microphone(watch, duty);
        stop = () => opened.stop();
        await opened.open();
      } catch (cause) {
        watch.unavailable("microphone", `not_loaded: ${String(cause)}`);
      }
    };
    void begin();
    return () => {
      stopped = true;
      stop();
      duty.end();
    };
  },
};
