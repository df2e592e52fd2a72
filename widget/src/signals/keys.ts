/** What the signals about keys have in common. */

/** Milliseconds in which the same again is the same attempt: a key held down, a dialog after its key. */
const ONE_ATTEMPT = 10_000;

/** Calls, but not again within one attempt; `now` in milliseconds. */
export function once(now: () => number, call: () => void): () => void {
  let last = -Infinity;
  return () => {
    const before = last;
    last = now();
    if (last - before >= ONE_ATTEMPT) call();
  };
}

/** There the command key is what elsewhere the control key is. */
export function isMac({ navigator }: Window): boolean {
  const { userAgentData } = navigator as Navigator & { readonly userAgentData?: { readonly platform?: string } };
  return /^mac/i.test(userAgentData?.platform || navigator.platform);
}
