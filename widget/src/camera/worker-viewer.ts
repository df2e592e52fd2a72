/** The viewer in a worker: the page only hands frames over. */

import type { Asked, Told } from "../face/talk.ts";
import type { Look, Viewer } from "./viewer.ts";

/** Milliseconds for the worker, the WebAssembly and the model to load over a slow line. */
const PATIENCE = 90_000;

type Wish = { readonly want: "look"; readonly frame: ImageBitmap } | { readonly want: "still" };
type Answer = Look | Blob;
interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: unknown) => void;
}

/** What a worker is needed for here; the page gives one whose source it may run. */
export interface Surroundings {
  newWorker(source: string): Worker | undefined;
  later(ms: number, call: () => void): () => void;
  readonly Promise: PromiseConstructor;
}

/** Why faces are not looked for: `worker_forbidden`, `not_loaded`, `wasm_forbidden`, or the browser's own words. */
export interface Opened {
  readonly viewer: WorkerViewer | undefined;
  readonly unavailable: string | undefined;
}

/** `script` is the address of the worker's module. Never rejects. */
export function openWorkerViewer({ newWorker, later, Promise }: Surroundings, script: string): Promise<Opened> {
  const source = `import(${JSON.stringify(script)}).catch(cause=>postMessage({failed:String(cause)}))`;
  return new Promise((opened) => {
    const worker = newWorker(source);
    const giveUp = (unavailable: string): void => {
      callOff();
      worker?.terminate();
      opened({ viewer: undefined, unavailable });
    };
    const callOff = later(PATIENCE, () => giveUp("not_loaded"));
    if (!worker) return giveUp("worker_forbidden");
    worker.onerror = () => giveUp("worker_forbidden");
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      if ("failed" in data) giveUp("not_loaded");
      if (!("begun" in data)) return;
      callOff();
      opened({ viewer: new WorkerViewer(worker, Promise), unavailable: data.unavailable });
    };
  });
}

export class WorkerViewer implements Viewer {
  readonly #worker: Worker;
  readonly #Promise: PromiseConstructor;
  readonly #waiting = new Map<number, Waiting>();
  #id = 0;

  constructor(worker: Worker, Promise: PromiseConstructor) {
    this.#worker = worker;
    this.#Promise = Promise;
    worker.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data);
    worker.onerror = () => this.#die("The worker failed.");
  }

  look(frame: ImageBitmap): Promise<Look> {
    return this.#ask({ want: "look", frame }, [frame]) as Promise<Look>;
  }

  still(): Promise<Blob> {
    return this.#ask({ want: "still" }, []) as Promise<Blob>;
  }

  close(): void {
    this.#worker.terminate();
    this.#die("It was closed.");
  }

  #ask(wish: Wish, handedOver: Transferable[]): Promise<Answer> {
    return new this.#Promise((resolve, reject) => {
      const asked: Asked = { id: ++this.#id, ...wish };
      this.#waiting.set(asked.id, { resolve, reject });
      this.#worker.postMessage(asked, handedOver);
    });
  }

  #hear(told: Told): void {
    if (!("id" in told)) return;
    const waiting = this.#waiting.get(told.id);
    this.#waiting.delete(told.id);
    if ("problem" in told) waiting?.reject(new Error(told.problem));
    else waiting?.resolve("look" in told ? told.look : told.still);
  }

  #die(cause: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(cause));
    this.#waiting.clear();
  }
}
