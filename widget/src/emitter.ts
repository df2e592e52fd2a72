/** The listeners of the page. They cannot break the widget, and those added late get the lifecycle they missed. */

import { NativePromise } from "./natives.ts";
import type { EyeEventName, EyeEvents, EyeListener } from "./types.ts";

const LIFECYCLE: readonly EyeEventName[] = [
  "SET_CONFIG",
  "SYSTEM_CHECK_STARTED",
  "SYSTEM_CHECK_COMPLETED",
  "STARTED",
  "END_PROCTORING",
];

type Callback = (payload: never) => void;
interface Listener {
  readonly event: EyeEventName;
  readonly callback: Callback;
  readonly once: boolean;
}

export class Emitter {
  #listeners: Listener[] = [];
  #missed = new Map<EyeEventName, unknown>();
  /** Hears every event; unlike a listener it is ours and does not throw. */
  tap: (event: EyeEventName, payload: unknown) => void = () => {};

  on<Name extends EyeEventName>(event: Name, callback: EyeListener<Name>, once = false): void {
    if (typeof callback !== "function") return console.error(`[Eye] on("${event}") needs a function.`);
    const listener: Listener = { event, callback, once };
    this.#listeners.push(listener);
    if (this.#missed.has(event)) void this.#catchUp(listener, this.#missed.get(event));
  }

  off<Name extends EyeEventName>(event: Name, callback: EyeListener<Name>): void {
    this.#listeners = this.#listeners.filter((listener) => listener.event !== event || listener.callback !== callback);
  }

  emit<Name extends EyeEventName>(event: Name, payload: EyeEvents[Name]): void {
    if (LIFECYCLE.includes(event)) this.#missed.set(event, payload);
    this.tap(event, payload);
    for (const listener of this.#listeners) if (listener.event === event) this.#call(listener, payload);
  }

  /** A new attempt begins: what the last one went through is over. */
  forget(): void {
    this.#missed.clear();
  }

  /** Not before `on` has returned, so that a late listener is called like any other. */
  async #catchUp(listener: Listener, payload: unknown): Promise<void> {
    await NativePromise.resolve();
    if (this.#listeners.includes(listener)) this.#call(listener, payload);
  }

  #call(listener: Listener, payload: unknown): void {
    if (listener.once) this.#listeners = this.#listeners.filter((other) => other !== listener);
    try {
      (listener.callback as (payload: unknown) => void)(payload);
    } catch (error) {
      console.error(`[Eye] Your listener for ${listener.event} threw:`, error);
    }
  }
}
