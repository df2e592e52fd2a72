/**
 * The last seconds of sound, kept only in the browser's memory: when something is heard, its beginning is in the clip.
 * A recording cannot be cut at its front, so two run at once, each begun when the other is half full.
 */

/** Milliseconds after which the next recording begins: a clip has from one to two of it. */
const HALF = 4_000;
const BITS_A_SECOND = 24_000;
const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

/** What is needed of the page. */
export interface Surroundings {
  readonly window: Window & typeof globalThis;
  readonly Promise: PromiseConstructor;
  later(ms: number, call: () => void): () => void;
}

export class Clips {
  readonly #surroundings: Surroundings;
  readonly #stream: MediaStream;
  #older: MediaRecorder | undefined;
  #newer: MediaRecorder | undefined;
  #callOff = (): void => {};

  constructor(surroundings: Surroundings, stream: MediaStream) {
    this.#surroundings = surroundings;
    this.#stream = stream;
    this.#turn();
  }

  /** The last four to eight seconds; undefined where this browser does not record. */
  async take(): Promise<Blob | undefined> {
    const recorder = this.#older ?? this.#newer;
    if (recorder?.state !== "recording") return undefined;
    if (recorder === this.#older) this.#older = undefined;
    else this.#newer = undefined;
    return finished(this.#surroundings.Promise, recorder);
  }

  /** Nothing of it is kept. */
  close(): void {
    this.#callOff();
    discard(this.#older);
    discard(this.#newer);
  }

  #turn(): void {
    discard(this.#older);
    this.#older = this.#newer;
    this.#newer = this.#begin();
    if (this.#newer) this.#callOff = this.#surroundings.later(HALF, () => this.#turn());
  }

  #begin(): MediaRecorder | undefined {
    try {
      const { MediaRecorder } = this.#surroundings.window;
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? "";
      const recorder = new MediaRecorder(this.#stream, { mimeType, audioBitsPerSecond: BITS_A_SECOND });
      recorder.start();
      return recorder;
    } catch {
      return undefined;
    }
  }
}

function finished(Promise: PromiseConstructor, recorder: MediaRecorder): Promise<Blob | undefined> {
  return new Promise((resolve) => {
    recorder.ondataavailable = ({ data }) => {
      const [type = ""] = data.type.split(";");
      resolve(data.size ? new Blob([data], { type }) : undefined);
    };
    recorder.onerror = () => resolve(undefined);
    recorder.stop();
  });
}

function discard(recorder: MediaRecorder | undefined): void {
  if (recorder?.state === "recording") recorder.stop();
}
