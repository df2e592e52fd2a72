/**
 * The contract of a signal: one thing that is watched while monitoring is on.
 *
 * To add one, write a file with a `Signal`, its test beside it, and a line in `index.ts` or, where the core has no room
 * for it, in `more.ts`. Its name goes into the server's table too (`assessments/signals.py`): there it is switched off.
 */

import type { Devices } from "../before/devices.ts";
import type { Policy } from "../protocol.ts";
import type { EyeEvents, EyeFeatures, EyeMoment, EyeSeverity, FlagData, FlagDataWithFile } from "../types.ts";

/** Events that state a fact, and the fields of that fact. */
export type Facts = {
  [Name in FactName]: Omit<EyeEvents[Name], keyof EyeMoment>;
};

type FactName =
  | "FULLSCREEN_CHANGE"
  | "TAB_FOCUS_CHANGE"
  | "CAMERA_UNAVAILABLE"
  | "CAMERA_LOST"
  | "CAMERA_CHANGED"
  | "CAMERA_VIRTUAL"
  | "MICROPHONE_UNAVAILABLE"
  | "MICROPHONE_LOST"
  | "MICROPHONE_CHANGED"
  | "MICROPHONE_SILENT"
  | "REFERENCE_UNAVAILABLE"
  | "IDENTITY_CHECKED"
  | "DETECTOR_UNAVAILABLE"
  | "COPY"
  | "CUT"
  | "PASTE"
  | "CONTEXT_MENU"
  | "SCREENS"
  | "NETWORK_LOST"
  | "NETWORK_BACK"
  | "IDLE";

/** Events whose payload is a flag without a file. */
export type FlagName = {
  [Name in keyof EyeEvents]: EyeEvents[Name] extends FlagData
    ? FlagData extends EyeEvents[Name]
      ? Name
      : never
    : never;
}[keyof EyeEvents];

/** Events whose payload carries what was seen or heard. */
export type FileFlagName = {
  [Name in keyof EyeEvents]: EyeEvents[Name] extends FlagDataWithFile ? Name : never;
}[keyof EyeEvents];

/** A detector's account of its looks, from which the server computes the coverage. */
export interface Duty {
  look(): void;
  /** From now on none is due. */
  end(): void;
}

/** What a signal may use of the running session. */
export interface Watch {
  readonly window: Window & typeof globalThis;
  readonly policy: Policy;
  readonly features: Required<EyeFeatures>;
  /** What the check before the exam left open. */
  readonly devices: Devices;
  /** The candidate's picture, where the page gave one. */
  readonly imageUrl: string | undefined;
  /** Names the assessment and the candidate, for what the tabs of one browser tell each other. */
  readonly exam: string;
  /** Where the files of this version lie; ends in a slash. */
  readonly assets: string;
  /** The browser's own, whatever the page has put in its place. */
  readonly Promise: PromiseConstructor;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** How things stand when watching begins: for the server, which closes what a reload left open. Not a change. */
  stands<Name extends keyof Facts>(event: Name, fact: Facts[Name]): void;
  /** Something changed: for the server and for the page's listeners. */
  changed<Name extends keyof Facts>(event: Name, fact: Facts[Name]): void;
  /** Something a person should look at. */
  flag(event: FlagName, severity: EyeSeverity, description: string): void;
  /** The same with its evidence, which is sent by itself. */
  flagWith(event: FileFlagName, severity: EyeSeverity, description: string, evidence: Blob): void;
  /** What was flagged is over: for the server. */
  clear(event: FlagName | FileFlagName | "CAMERA_LOST" | "MICROPHONE_LOST" | "MICROPHONE_SILENT"): void;
  /** A detector does not run: for both, and a word to the integrator. The exam goes on. */
  unavailable(detector: string, reason: string): void;
  /** Begins an account: `rate` looks a second are due. */
  duty(detector: string, rate: number): Duty;
  /** Remembered over a reload of the page. */
  note(name: string, value: unknown): void;
  noted(name: string): unknown;
  /** `listen` for signals whose code is fetched later: they can import nothing of the core. */
  listen: typeof listen;
  /** Calls whenever the way to the server breaks or is there again; returns what stops it. */
  onReach(call: (reached: boolean) => void): () => void;
  /** Calls once after `ms` milliseconds; returns what calls it off. */
  later(ms: number, call: () => void): () => void;
  /** Milliseconds that only go forward. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** Undefined where the page does not allow one. */
  newWorker(source: string): Worker | undefined;
}

export interface Signal {
  /** By which an assessment switches it off. */
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
