/** The worker: finds faces away from the page, so that the exam never waits for it. */

import { LocalViewer } from "../camera/local-viewer.ts";
import type { Detector } from "./detector.ts";
import { openDetector } from "./face-api-detector.ts";
import { openRecogniser } from "./face-api-recogniser.ts";
import type { Asked, Told } from "./talk.ts";

const tell = (told: Told): void => (self as unknown as Worker).postMessage(told);

/** The smallest module there is; compiling it tells whether the page's policy allows WebAssembly. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

function mayCompile(): boolean {
  try {
    return Boolean(new WebAssembly.Module(EMPTY_MODULE));
  } catch {
    return false;
  }
}

const folder = new URL(".", import.meta.url).href;

async function open(): Promise<{ detector?: Detector; unavailable?: string }> {
  if (!mayCompile()) return { unavailable: "wasm_forbidden" };
  try {
    return { detector: await openDetector(folder) };
  } catch (cause) {
    return { unavailable: String(cause) };
  }
}

async function answer(viewer: LocalViewer, asked: Asked): Promise<Told> {
  const { id } = asked;
  try {
    if (asked.want === "look") return { id, look: await viewer.look(asked.frame) };
    if (asked.want === "still") return { id, still: await viewer.still() };
    return { id, described: await viewer.describe(asked.picture) };
  } catch (cause) {
    return { id, problem: String(cause) };
  }
}

const { detector, unavailable } = await open();
const viewer = new LocalViewer(detector, () => openRecogniser(folder));
self.onmessage = async ({ data }: MessageEvent<Asked>) => tell(await answer(viewer, data));
tell({ begun: true, ...(unavailable ? { unavailable } : {}) });
