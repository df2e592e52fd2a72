/** The microphone that is asked for: as it hears the room, since what makes calls pleasant would level it out. */

import type { Kind } from "../device/held.ts";

export const MICROPHONE: Kind = {
  name: "microphone",
  events: "MICROPHONE",
  wanted: { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } },
};
