/** Everything before the exam: the candidate is asked, then camera, microphone and connection are tried. */

import { Screen } from "./screen.ts";
import { askConsent } from "./consent.ts";
import { checkSystem } from "./check.ts";
import { sentencesOf } from "./sentences.ts";
import { Native, type Stage } from "./stage.ts";

/** Milliseconds. A session that has not begun may be taken over by another page after ten silent seconds. */
const STAY = 6_000;
const AGREED = "consent";

/** Resolves with whether the candidate declined; early when the signal is aborted. */
export async function before(stage: Stage): Promise<boolean> {
  const { session, memory, surface, signal, uses } = stage;
  const sentences = await sentencesOf(surface.language);
  const screen = new Screen(stage, sentences);
  const isOff = new Native<"off">((off) => {
    signal.addEventListener("abort", () => off("off"));
  });
  const callOff = every(stage, STAY, () => session.stay());
  session.setConfig();
  try {
    if (signal.aborted) return false;
    const agreed = memory.noted(AGREED) || (await askConsent(stage, uses, screen, sentences, isOff));
    if (!agreed) return !signal.aborted;
    memory.note(AGREED, true);
    await checkSystem(stage, uses, screen, sentences, isOff);
    return false;
  } finally {
    callOff();
    screen.close();
  }
}

function every({ outside }: Stage, ms: number, call: () => void): () => void {
  let callOff = (): void => {};
  const plan = (): void => {
    callOff = outside.time.later(ms, () => {
      call();
      plan();
    });
  };
  plan();
  return () => callOff();
}
