/** What makes a detector run, where the page's own policy is in its way. */

const REMEDIES: Readonly<Record<string, string>> = {
  worker_forbidden: "Add blob: to worker-src (and the policy eye to trusted-types, if there is that directive).",
  wasm_forbidden: "Add 'wasm-unsafe-eval' to script-src.",
  not_loaded: "Its files did not load: allow Eye's host in script-src and connect-src.",
};

/** `reason` may go on after a colon; empty where nothing is known to help. */
export const remedyFor = (reason: string): string => REMEDIES[reason.split(":")[0] ?? ""] ?? "";
