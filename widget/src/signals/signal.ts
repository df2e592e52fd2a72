/**
 * The contract of a signal: one thing that is watched while monitoring is on.
 *
 * To add one, write a file with a `Signal`, its test beside it, and a line in `index.ts`.
 */

import type { Policy } from "../protocol.ts";
import type { EyeEvents, EyeSeverity, FlagData } from "../types.ts";

/** Events that state a fact, and the fields of that fact. */
export interface Facts {
  FULLSCREEN_CHANGE: Pick<EyeEvents["FULLSCREEN_CHANGE"], "fullscreen">;
  TAB_FOCUS_CHANGE: Pick<EyeEvents["TAB_FOCUS_CHANGE"], "focused">;
}

/** Events whose payload is a flag without a file. */
export type FlagName = {
  [Name in keyof EyeEvents]: EyeEvents[Name] extends FlagData
    ? FlagData extends EyeEvents[Name]
      ? Name
      : never
    : never;
}[keyof EyeEvents];

/** What a signal may use of the running session. */
export interface Watch {
  readonly window: Window & typeof globalThis;
  readonly policy: Policy;
  /** How things stand when watching begins: for the server, which closes what a reload left open. Not a change. */
  stands<Name extends keyof Facts>(event: Name, fact: Facts[Name]): void;
  /** Something changed: for the server and for the page's listeners. */
  changed<Name extends keyof Facts>(event: Name, fact: Facts[Name]): void;
  /** Something a person should look at. */
  flag(event: FlagName, severity: EyeSeverity, description: string): void;
  /** Remembered over a reload of the page. */
  note(name: string, value: unknown): void;
  noted(name: string): unknown;
  /** Calls once after `ms` milliseconds; returns what calls it off. */
  later(ms: number, call: () => void): () => void;
}

export interface Signal {
  readonly name: string;
  /** Begins to watch and returns what stops it. Listeners are passive; the page's own must not notice. */
  watch(watch: Watch): () => void;
}

/** Listens to several events of one target; returns what stops it. */
export function listen(target: EventTarget, events: readonly string[], call: (event: Event) => void): () => void {
  const options = { passive: true, capture: true };
  for (const event of events) target.addEventListener(event, call, options);
  return () => {
    for (const event of events) target.removeEventListener(event, call, options);
  };
}
