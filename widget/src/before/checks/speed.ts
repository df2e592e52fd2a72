/** How fast the connection is: fetched and sent, three times each, the middle counts. */

import { failed, median, noted, succeeded, type Outcome } from "../outcome.ts";
import type { Outside } from "../../outside.ts";

const UP = 128_000;
const TIMES = 3;
/** Milliseconds for one; what takes longer is too slow anyway. */
const PATIENCE = 15_000;
/** Thousands of bits a second: pictures and clips need a tenth of it, the exam itself the rest. */
const LEAST = { down: 500, up: 200 };
const MOST_RANDOM = 65_536;

/** Never rejects. */
export async function checkSpeed(outside: Outside, base: string, signal: AbortSignal): Promise<Outcome> {
  const down: number[] = [];
  const up: number[] = [];
  const sent = noise();
  for (let turn = 0; turn < TIMES; turn++) {
    for (const [speeds, body] of [
      [down, undefined],
      [up, sent],
    ] as const) {
      const speed = await measure(outside, `${base}v1/speed`, signal, body);
      if (typeof speed === "string") return speed === "too_slow" ? failed(speed) : verdictOf(speed);
      speeds.push(speed);
    }
  }
  return judge(median(down), median(up));
}

/** That the server is busy is not the candidate's connection. */
const verdictOf = (problem: "not_measured" | "offline"): Outcome =>
  problem === "not_measured" ? noted(problem) : failed(problem);

/** Both in thousands of bits a second. */
export function judge(down: number, up: number): Outcome {
  const found = { downKbps: Math.round(down), upKbps: Math.round(up) };
  return down < LEAST.down || up < LEAST.up ? failed("too_slow", found) : succeeded(found);
}

/** Thousands of bits a second. */
async function measure(
  outside: Outside,
  url: string,
  signal: AbortSignal,
  body: Blob | undefined,
): Promise<number | "too_slow" | "offline" | "not_measured"> {
  const abort = new AbortController();
  const leave = (): void => abort.abort();
  let late = false;
  const callOff = outside.time.later(PATIENCE, () => {
    late = true;
    abort.abort();
  });
  signal.addEventListener("abort", leave);
  try {
    const begun = outside.time.monotonic();
    const request: RequestInit = { credentials: "omit", mode: "cors", cache: "no-store", signal: abort.signal };
    const answer = await outside.fetch(url, body ? { ...request, method: "POST", body } : request);
    const bytes = body ? body.size : (await answer.arrayBuffer()).byteLength;
    if (!answer.ok) return "not_measured";
    return (bytes * 8) / Math.max(1, outside.time.monotonic() - begun);
  } catch {
    return late ? "too_slow" : "offline";
  } finally {
    callOff();
    signal.removeEventListener("abort", leave);
  }
}

/** Plain text needs no preflight, which would be measured too. */
function noise(): Blob {
  const bytes = new Uint8Array(UP);
  for (let at = 0; at < UP; at += MOST_RANDOM) crypto.getRandomValues(bytes.subarray(at, at + MOST_RANDOM));
  return new Blob([bytes], { type: "text/plain" });
}
