/** The pictures of a stream, one by one, out of a video element that is in no document. */

export class Frames {
  readonly #window: Window & typeof globalThis;
  readonly #video: HTMLVideoElement;
  #shown = -1;

  constructor(window: Window & typeof globalThis, stream: MediaStream) {
    this.#window = window;
    this.#video = window.document.createElement("video");
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = stream;
    void this.#play();
  }

  /** The newest picture; undefined while there is none that has not been given. */
  async next(): Promise<ImageBitmap | undefined> {
    const { currentTime, readyState } = this.#video;
    if (this.#video.paused) void this.#play();
    if (readyState < this.#video.HAVE_CURRENT_DATA || currentTime === this.#shown) return undefined;
    this.#shown = currentTime;
    return this.#window.createImageBitmap(this.#video);
  }

  close(): void {
    this.#video.pause();
    this.#video.srcObject = null;
  }

  async #play(): Promise<void> {
    try {
      await this.#video.play();
    } catch {
      // A browser that saves power pauses it again; the next look tries anew.
    }
  }
}
