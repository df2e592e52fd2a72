/** Looks at pictures of the camera, wherever that is done: in a worker, or on the page where a worker is forbidden. */

export interface Look {
  /** How many; undefined where no detector runs. */
  readonly faces: number | undefined;
  /** Mean brightness, 0 to 255. */
  readonly light: number;
  /** How much brightness differs over the picture: its standard deviation. */
  readonly spread: number;
  /** Whether it is the picture before, to the last bit of what was compared. */
  readonly same: boolean;
}

export interface Viewer {
  /** Takes the frame over. Rejects when the viewer has died. */
  look(frame: ImageBitmap): Promise<Look>;
  /** The picture that was last looked at, as a JPEG. */
  still(): Promise<Blob>;
  close(): void;
}
