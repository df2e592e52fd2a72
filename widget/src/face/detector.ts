/** Our own view of a face detector, so that the library behind it can be exchanged. */

/** Where a face is, in pixels of the picture. */
export interface Face {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How sure the detector is: 0 to 1. */
  readonly score: number;
}

export interface Detector {
  find(picture: OffscreenCanvas): Promise<readonly Face[]>;
}
