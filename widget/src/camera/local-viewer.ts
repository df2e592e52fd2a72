/** Looks at pictures where it is: in the worker with a detector, on the page without one. */

import type { Detector, Face } from "../face/detector.ts";
import type { Recogniser } from "../face/recogniser.ts";
import { isSame, measure } from "./measures.ts";
import type { Described, Look, Place, Viewer } from "./viewer.ts";

const WIDEST = 640;
/** Of the picture that is measured: every eighth pixel as it is, since mixing would smooth the noise away. */
const GRID = { width: 80, height: 60 };
const NONE = new Uint8Array();
/** Bytes that a still may have; about 40,000 is usual. */
const LARGE = 60_000;

export class LocalViewer implements Viewer {
  readonly #detector: Detector | undefined;
  readonly #openRecogniser: (() => Promise<Recogniser>) | undefined;
  readonly #picture = new OffscreenCanvas(WIDEST, (WIDEST * 3) / 4);
  readonly #grid = new OffscreenCanvas(GRID.width, GRID.height);
  #print: Uint8Array = NONE;
  #recogniser: Promise<Recogniser> | undefined;

  constructor(detector?: Detector, openRecogniser?: () => Promise<Recogniser>) {
    this.#detector = detector;
    this.#openRecogniser = openRecogniser;
  }

  async look(frame: ImageBitmap): Promise<Look> {
    draw(frame, this.#picture);
    const { light, spread, print } = this.#measure();
    const same = isSame(this.#print, print);
    this.#print = print;
    const found = await this.#detector?.find(this.#picture);
    const [best] = found ?? [];
    return { faces: found?.length, light, spread, same, ...(best && { place: placeOf(best, this.#picture) }) };
  }

  async still(): Promise<Blob> {
    const usual = await this.#encode(0.75);
    return usual.size > LARGE ? this.#encode(0.5) : usual;
  }

  async describe(picture?: ImageBitmap): Promise<Described> {
    this.#recogniser ??= this.#openRecogniser?.();
    const recogniser = await this.#recogniser;
    if (!recogniser) throw new Error("There is no recogniser here.");
    if (!picture) return recogniser.describe(this.#picture);
    const canvas = new OffscreenCanvas(1, 1);
    draw(picture, canvas);
    return recogniser.describe(canvas);
  }

  close(): void {}

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

const placeOf = ({ x, y, width, height }: Face, picture: OffscreenCanvas): Place => ({
  x: x / picture.width,
  y: y / picture.height,
  width: width / picture.width,
  height: height / picture.height,
});

/** As large as it is, but at most so wide and so high. Takes the picture over. */
function draw(picture: ImageBitmap, canvas: OffscreenCanvas): void {
  const scale = Math.min(1, WIDEST / picture.width, WIDEST / picture.height);
  const width = Math.round(picture.width * scale);
  const height = Math.round(picture.height * scale);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context(canvas).drawImage(picture, 0, 0, width, height);
  picture.close();
}
