/** Looks at pictures of the camera, wherever that is done: in a worker, or on the page where a worker is forbidden. */

/** Where a face is, in shares of the picture's width and height. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Look {
  /** How many; undefined where no detector runs. */
  readonly faces: number | undefined;
  /** Of the face that is seen best, if any is. */
  readonly place?: Place;
  /** Mean brightness, 0 to 255. */
  readonly light: number;
  /** How much brightness differs over the picture: its standard deviation. */
  readonly spread: number;
  /** Whether it is the picture before, to the last bit of what was compared. */
  readonly same: boolean;
}

/** The faces of a picture, and the description of the only one. */
export interface Described {
  readonly faces: number;
  /** Numbers that lie near those of another picture of the same face; none where there is not exactly one. */
  readonly description?: readonly number[];
}

export interface Viewer {
  /** Takes the frame over. Rejects when the viewer has died. */
  look(frame: ImageBitmap): Promise<Look>;
  /** The picture that was last looked at, as a JPEG. */
  still(): Promise<Blob>;
  /** Describes the face of this picture, which it takes over, or of the one that was last looked at. Loads its model. */
  describe(picture?: ImageBitmap): Promise<Described>;
  close(): void;
}
