/** That an exam is open in this page, said to the other tabs of this browser that show it too. */

import { openLine, type Line, type Said } from "./line.ts";

type Realm = Window & typeof globalThis;

export interface Presence {
  /** Asks every other page to say that it is there. */
  ask(): void;
  /** Says goodbye. */
  leave(): void;
}

const ids = new WeakMap<Window, string>();
const announced = new WeakMap<Window, Presence>();

/** Answers those who ask, and tells `heard` what other pages say. `exam` names the assessment and the candidate. */
export function appear(window: Realm, exam: string, heard: (said: Said) => void): Presence {
  const from = idOf(window);
  let line: Line | undefined;
  const say = (says: Said["says"]): void => line?.say({ from, says });
  line = openLine(window, `eye:${hash(exam)}`, (said) => {
    if (said.from === from) return;
    if (said.says === "who") say("here");
    heard(said);
  });
  say("who");
  return {
    ask: () => say("who"),
    leave() {
      say("gone");
      line?.close();
    },
  };
}

/** For a page in which the exam does not run, because it runs in another one; until it goes away. */
export function announce(window: Realm, exam: string): void {
  if (announced.has(window)) return;
  announced.set(window, appear(window, exam, () => {}));
  window.addEventListener("pagehide", () => retract(window), { once: true, passive: true });
}

/** Now the exam runs here. */
export function retract(window: Window): void {
  announced.get(window)?.leave();
  announced.delete(window);
}

function idOf(window: Window): string {
  const id = ids.get(window) ?? crypto.getRandomValues(new Uint32Array(4)).join("-");
  ids.set(window, id);
  return id;
}

/** FNV-1a with 64 bits: the name of a line that says nothing about the candidate. */
function hash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(36);
}
