/** How long to wait before trying again. */

const FIRST = 1_000;
const LONGEST = 30_000;

/**
 * Milliseconds to wait after `failures` failures in a row (1 or more): twice as long each time up to 30 s, and by up to
 * half shorter at random, so that a whole class that lost its network does not come back in one instant.
 * `retryAfter` (seconds) is what the server asked for; never less than that.
 */
export function backoff(failures: number, random: number, retryAfter = 0): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** (failures - 1));
  const wait = ceiling * (1 - random / 2);
  return retryAfter > 0 ? Math.max(wait, retryAfter * 1_000 + random * FIRST) : wait;
}
