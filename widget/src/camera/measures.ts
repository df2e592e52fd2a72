/** What the mere pixels tell: how bright a picture is, how even, and whether it has changed. Pure. */

export interface Measures {
  readonly light: number;
  readonly spread: number;
  /** The brightness of each pixel, to compare with another picture's. */
  readonly print: Uint8Array;
}

/** `pixels` are red, green, blue and alpha, one byte each. */
export function measure(pixels: Uint8ClampedArray): Measures {
  const print = new Uint8Array(pixels.length / 4);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < print.length; i++) {
    const at = 4 * i;
    const light = 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0);
    print[i] = light;
    sum += light;
    squares += light * light;
  }
  const mean = sum / print.length;
  return { light: mean, spread: Math.sqrt(Math.max(0, squares / print.length - mean * mean)), print };
}

/** A camera that works has noise: two pictures of it are never the same everywhere, also of a scene at rest. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((light, i) => light === b[i]);
}

/** A hand or tape before the lens leaves the picture dark; a note or a cap lit from behind leaves it even. */
export function isCovered({ light, spread }: Pick<Measures, "light" | "spread">): boolean {
  return (light < 24 && spread < 12) || spread < 4;
}
