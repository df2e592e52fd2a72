/** The detector: face-api's tiny network on WebAssembly. It needs no WebGL and sends nothing anywhere. */

import { detectAllFaces, env, nets, TinyFaceDetectorOptions } from "face-api";
import { env as flags, setBackend } from "tfjs-core";
import { setWasmPaths } from "tfjs-wasm";

import type { Detector } from "./detector.ts";

/** At this size a face must be about 36 of 640 pixels wide to be found, at some 70 ms a picture on a slow core. */
export const OPTIONS = new TinyFaceDetectorOptions({ inputSize: 416, scoreThreshold: 0.5 });

const none = (): never => {
  throw new Error("There is no document in a worker.");
};

/** `folder` holds the WebAssembly and the model, and ends in a slash. Rejects where the browser or the page has none. */
export async function openDetector(folder: string): Promise<Detector> {
  env.setEnv({
    Canvas: OffscreenCanvas,
    CanvasRenderingContext2D: OffscreenCanvasRenderingContext2D,
    ImageData,
    Image: class {},
    Video: class {},
    createCanvasElement: () => new OffscreenCanvas(1, 1),
    createImageElement: none,
    createVideoElement: none,
    readFile: none,
    fetch: self.fetch.bind(self),
  });
  setWasmPaths(folder);
  // Threads would start workers of the library's own; one picture a second needs none.
  flags().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!(await setBackend("wasm"))) throw new Error("WebAssembly with SIMD did not start.");
  await nets.tinyFaceDetector.loadFromUri(folder.slice(0, -1));
  return { find };
}

async function find(picture: OffscreenCanvas): ReturnType<Detector["find"]> {
  const found = await detectAllFaces(picture, OPTIONS);
  return found.map(({ score, box: { x, y, width, height } }) => ({ x, y, width, height, score }));
}
