/** The microphone while monitoring is on: what is heard through it. */

import { Held } from "../device/held.ts";
import type { Duty, Watch } from "../signals/signal.ts";
import { Judge } from "./judge.ts";
import { Listening } from "./listening.ts";
import { MICROPHONE } from "./open.ts";

export class Microphone {
  readonly #held: Held;
  #listening: Listening | undefined;

  constructor(watch: Watch, duty: Duty) {
    this.#held = new Held(watch, MICROPHONE, {
      opened: (stream, track) => {
        // Another microphone hears another level: what the check found is of the first one only.
        const { roomLevel } = watch.devices;
        delete watch.devices.roomLevel;
        try {
          this.#listening = new Listening(watch, duty, new Judge(() => watch.policy, roomLevel), stream, track);
        } catch (cause) {
          watch.unavailable("microphone", `failed: ${String(cause)}`);
        }
      },
      closed: () => {
        this.#listening?.stop();
        this.#listening = undefined;
      },
    });
  }

  open(): Promise<void> {
    return this.#held.open();
  }

  /** Given back at once. */
  stop(): void {
    this.#held.stop();
  }
}
