/** What a check came to, and whether the exam may begin with it. Pure. */

import type { SystemCheck } from "../types.ts";

export type CheckName = SystemCheck["data"][number]["name"];
export type Outcome = Omit<SystemCheck["data"][number], "name">;
/** What the assessment asks of a check. */
export type Demand = "required" | "noted" | "off";

export const succeeded = (more: Partial<Outcome> = {}): Outcome => ({ status: "success", finished: true, ...more });
export const failed = (reason: string, more: Partial<Outcome> = {}): Outcome => ({
  status: "failed",
  finished: true,
  reason,
  ...more,
});
/** Neither good nor bad. */
export const noted = (reason: string): Outcome => ({ status: "default", finished: true, reason });
export const leftOut = (reason: "not_used" | "off"): Outcome => ({ status: "default", finished: false, reason });

export function demandOf(checks: unknown, name: CheckName): Demand {
  const found = (checks as Partial<Record<CheckName, unknown>> | undefined)?.[name];
  return found === "required" || found === "off" ? found : "noted";
}

/** Only a required check that failed holds the exam back, and one that still runs. */
export const mayGoOn = (
  checks: readonly { readonly demand: Demand; readonly outcome: Outcome | undefined }[],
): boolean => checks.every(({ demand, outcome }) => outcome && (demand !== "required" || outcome.status !== "failed"));

/** The middle one, or the mean of the two; 0 for none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
