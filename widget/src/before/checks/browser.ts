/** Which browser it is, and whether it is one of those that Eye is tried with. Pure. */

import { failed, noted, succeeded, type Outcome } from "../outcome.ts";

export type Family = "chrome" | "edge" | "firefox" | "safari" | "other";

/**
 * The oldest version that counts as current: the latest two in November 2026 were Chrome and Edge 155 and 156, and
 * Firefox 156 and 157. A little more is allowed, since organisations roll out slowly and Firefox ESR 153 is kept safe.
 */
const OLDEST: Readonly<Partial<Record<Family, number>>> = { chrome: 154, edge: 154, firefox: 153 };

/** Every browser on an iPhone is Safari inside. The order matters: most name others too. */
const NAMES: readonly (readonly [Family, RegExp])[] = [
  ["safari", /\b(?:CriOS|FxiOS|EdgiOS)\/(\d+)/],
  ["edge", /\bEdgA?\/(\d+)/],
  ["firefox", /\bFirefox\/(\d+)/],
  ["chrome", /\b(?:Headless)?Chrome\/(\d+)/],
  ["safari", /\bVersion\/(\d+).*\bSafari\//],
];

export interface Browser {
  readonly family: Family;
  readonly version: number;
}

export function browserOf(userAgent: string): Browser {
  for (const [family, pattern] of NAMES) {
    const found = pattern.exec(userAgent);
    if (found) return { family, version: Number(found[1]) };
  }
  return { family: "other", version: 0 };
}

export function checkBrowser({ family, version }: Browser): Outcome {
  if (family === "safari") return noted("safari_noted");
  const oldest = OLDEST[family];
  if (oldest === undefined) return failed("unsupported_browser");
  return version < oldest ? failed("outdated_browser") : succeeded();
}
