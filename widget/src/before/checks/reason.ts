/** Why a device did not open, in the words of the check. */

const REASONS: Readonly<Record<string, string>> = {
  denied: "permission_denied",
  missing: "no_device",
  busy: "in_use",
  insecure: "insecure",
};

/** `problem` is what opening told: a word of ours, or the name of the browser's error. */
export const reasonOf = (problem: string): string => REASONS[problem] ?? "failed";
