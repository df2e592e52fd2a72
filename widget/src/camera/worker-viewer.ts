/** The viewer in a worker: the page only hands frames over. */

import type { Asked, Told } from "../face/talk.ts";
import type { Described, Look, Viewer } from "./viewer.ts";

/** Milliseconds for the worker, the WebAssembly and the model to load over a slow line. */
const PATIENCE = 90_000;
/** Milliseconds for an answer; some 80 are usual. */
const PATIENCE_FOR_ONE = 20_000;

type Wish =
  | { readonly want: "look"; readonly frame: ImageBitmap }
  | { readonly want: "still" }
  | { readonly want: "describe"; readonly picture: ImageBitmap | undefined };
type Answer = Look | Blob | Described;
interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: unknown) => void;
  readonly callOff: () => void;
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
export function openWorkerViewer(surroundings: Surroundings, script: string): Promise<Opened> {
  const { newWorker, later, Promise } = surroundings;
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
      opened({ viewer: new WorkerViewer(worker, surroundings), unavailable: data.unavailable });
    };
  });
}

export class WorkerViewer implements Viewer {
  readonly #worker: Worker;
  readonly #surroundings: Pick<Surroundings, "later" | "Promise">;
  readonly #waiting = new Map<number, Waiting>();
  #id = 0;
  #dead: string | undefined;

  constructor(worker: Worker, surroundings: Pick<Surroundings, "later" | "Promise">) {
    this.#worker = worker;
    this.#surroundings = surroundings;
    worker.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data);
    worker.onerror = () => this.#die("The worker failed.");
  }

  look(frame: ImageBitmap): Promise<Look> {
    return this.#ask({ want: "look", frame }, [frame]) as Promise<Look>;
  }

  still(): Promise<Blob> {
    return this.#ask({ want: "still" }, []) as Promise<Blob>;
  }

  /** The first one waits for the large model. */
  describe(picture?: ImageBitmap): Promise<Described> {
    return this.#ask({ want: "describe", picture }, picture ? [picture] : [], PATIENCE) as Promise<Described>;
  }

  close(): void {
    this.#worker.terminate();
    this.#die("It was closed.");
  }

  #ask(wish: Wish, handedOver: Transferable[], patience = PATIENCE_FOR_ONE): Promise<Answer> {
    const { later, Promise } = this.#surroundings;
    return new Promise((resolve, reject) => {
      if (this.#dead) return reject(new Error(this.#dead));
      const id = ++this.#id;
      const callOff = later(patience, () => this.#hear({ id, problem: "The worker did not answer." }));
      this.#waiting.set(id, { resolve, reject, callOff });
      this.#worker.postMessage({ id, ...wish } satisfies Asked, handedOver);
    });
  }

  #hear(told: Told): void {
    if (!("id" in told)) return;
    const waiting = this.#waiting.get(told.id);
    this.#waiting.delete(told.id);
    waiting?.callOff();
    if ("problem" in told) waiting?.reject(new Error(told.problem));
    else waiting?.resolve("look" in told ? told.look : "still" in told ? told.still : told.described);
  }

  #die(problem: string): void {
    this.#dead = problem;
    for (const id of [...this.#waiting.keys()]) this.#hear({ id, problem });
  }
}
