/** What a session uses of the candidate's devices, and whether the candidate has to be asked first. */

import type { Memory } from "../memory.ts";
import type { StartAnswer } from "../protocol.ts";

export interface Uses {
  /** Watched all the time. */
  readonly camera: boolean;
  readonly microphone: boolean;
  /** The face is compared with the candidate's picture. */
  readonly face: boolean;
}

/** Under this name the tab remembers that everything before the exam is done. */
export const DONE = "before";

export function usesOf({ features, policy = {} }: Pick<StartAnswer, "features" | "policy">): Uses {
  const watches = (name: string): boolean => policy[name] === true && !policy.off?.includes(name);
  const { aiProctoring, facialRecognition } = features;
  const camera = (aiProctoring || facialRecognition) && watches("camera");
  return {
    camera,
    microphone: aiProctoring && watches("microphone"),
    face: camera && facialRecognition && !policy.off?.includes("identity"),
  };
}

/** A reload of an exam that was agreed to goes on at once. */
export function comesBefore(answer: StartAnswer, memory: Pick<Memory, "noted">): boolean {
  if (answer.resumed && memory.noted(DONE)) return false;
  const { camera, microphone } = usesOf(answer);
  return camera || microphone || answer.policy?.["consent"] === true;
}
