/** Here the exam does not run: it says so to the page of this browser in which it does, which is to be flagged. */

import type { Outside } from "./outside.ts";
import type { EyeConfig } from "./types.ts";

/** Until this page goes away. */
export async function runsElsewhere({ window }: Outside, { assessmentId, candidateId }: EyeConfig): Promise<void> {
  try {
    const { announce } = await import("./signals/more.ts");
    announce(window, `${assessmentId} ${candidateId}`);
  } catch {
    // One hint less; the start goes on.
  }
}
