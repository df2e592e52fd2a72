/** Looks at pictures where it is: in the worker with a detector, on the page without one. */

import type { Detector } from "../face/detector.ts";
import { isSame, measure } from "./measures.ts";
import type { Look, Viewer } from "./viewer.ts";

const WIDEST = 640;
/** Of the picture that is measured: every eighth pixel as it is, since mixing would smooth the noise away. */
const GRID = { width: 80, height: 60 };
const NONE = new Uint8Array();
/** Bytes that a still may have; about 40,000 is usual. */
const LARGE = 60_000;

export class LocalViewer implements Viewer {
  readonly #detector: Detector | undefined;
  readonly #picture = new OffscreenCanvas(WIDEST, (WIDEST * 3) / 4);
  readonly #grid = new OffscreenCanvas(GRID.width, GRID.height);
  #print: Uint8Array = NONE;

  constructor(detector?: Detector) {
    this.#detector = detector;
  }

  async look(frame: ImageBitmap): Promise<Look> {
    this.#draw(frame);
    const { light, spread, print } = this.#measure();
    const same = isSame(this.#print, print);
    this.#print = print;
    const faces = (await this.#detector?.find(this.#picture))?.length;
    return { faces, light, spread, same };
  }

  async still(): Promise<Blob> {
    const usual = await this.#encode(0.75);
    return usual.size > LARGE ? this.#encode(0.5) : usual;
  }

  close(): void {}

  #draw(frame: ImageBitmap): void {
    const width = Math.min(WIDEST, frame.width);
    const height = Math.round((frame.height * width) / frame.width);
    if (this.#picture.width !== width) this.#picture.width = width;
    if (this.#picture.height !== height) this.#picture.height = height;
    context(this.#picture).drawImage(frame, 0, 0, width, height);
    frame.close();
  }

  #measure(): ReturnType<typeof measure> {
    const grid = context(this.#grid);
    grid.imageSmoothingEnabled = false;
    grid.drawImage(this.#picture, 0, 0, GRID.width, GRID.height);
    return measure(grid.getImageData(0, 0, GRID.width, GRID.height).data);
  }

  #encode(quality: number): Promise<Blob> {
    return this.#picture.convertToBlob({ type: "image/jpeg", quality });
  }
}

/** Read again and again: kept in memory and not on the graphics card. */
function context(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const found = canvas.getContext("2d", { willReadFrequently: true });
  if (!found) throw new Error("No picture can be drawn in this browser.");
  return found;
}
