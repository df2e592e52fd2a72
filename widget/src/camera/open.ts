/** The camera that is asked for. */

import type { Kind } from "../device/held.ts";
import { openDevice } from "../device/open.ts";

export { release } from "../device/open.ts";

export const CAMERA: Kind = {
  name: "camera",
  events: "CAMERA",
  // Small and slow on purpose: more would only warm the laptop.
  wanted: { video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 30 } } },
};

/** The stream, or in one word why there is none. */
export const openCamera = (navigator: Navigator): Promise<MediaStream | string> =>
  openDevice(navigator, CAMERA.wanted);
