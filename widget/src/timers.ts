/**
 * Timers that keep their time in a hidden tab. There browsers let the page's own fire once a minute, and a candidate
 * who reads in another tab would seem to be lost; the timers of a worker go on.
 */

/** Milliseconds that a tab must be hidden: a page that is left is hidden too, and needs no worker. */
const HIDDEN_FOR_GOOD = 3_000;

const SOURCE = "onmessage=({data:[id,ms]})=>setTimeout(()=>postMessage(id),ms)";

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

export class Timers {
  readonly #window: Window;
  readonly #newWorker: (source: string) => Worker | undefined;
  readonly #timers = new Map<number, Timer>();
  #id = 0;
  #worker: Worker | undefined;
  #wait: number | undefined;
  #isListening = false;

  constructor(window: Window, newWorker: (source: string) => Worker | undefined) {
    this.#window = window;
    this.#newWorker = newWorker;
  }

  /** Calls once after `ms` milliseconds; returns what calls it off. */
  later(ms: number, call: () => void): () => void {
    const id = ++this.#id;
    const fire = (): void => {
      forget();
      call();
    };
    const own = this.#window.setTimeout(fire, ms);
    const forget = (): void => {
      this.#window.clearTimeout(own);
      this.#timers.delete(id);
      if (!this.#timers.size) this.#rest();
    };
    this.#timers.set(id, { at: this.#window.performance.now() + ms, fire });
    this.#listen();
    this.#worker?.postMessage([id, ms]);
    return forget;
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#window.document.addEventListener("visibilitychange", this.#look);
    this.#look();
  }

  readonly #look = (): void => {
    this.#window.clearTimeout(this.#wait);
    if (this.#window.document.hidden) this.#wait = this.#window.setTimeout(this.#hand, HIDDEN_FOR_GOOD);
    else this.#dismiss();
  };

  readonly #hand = (): void => {
    if (this.#worker) return;
    this.#worker = this.#newWorker(SOURCE);
    if (!this.#worker) return;
    this.#worker.onmessage = ({ data }: MessageEvent<number>) => this.#timers.get(data)?.fire();
    const now = this.#window.performance.now();
    for (const [id, { at }] of this.#timers) this.#worker.postMessage([id, Math.max(0, at - now)]);
  };

  #dismiss(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** Nothing is waited for: leave no listener and no worker behind. */
  #rest(): void {
    if (!this.#isListening) return;
    this.#isListening = false;
    this.#window.document.removeEventListener("visibilitychange", this.#look);
    this.#window.clearTimeout(this.#wait);
    this.#dismiss();
  }
}
