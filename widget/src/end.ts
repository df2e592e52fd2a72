/** Tells the server that the exam is over. The stream's `END_PROCTORING` says so too; this is sure of the answer. */

import { backoff } from "./backoff.ts";
import { sleep, type Outside } from "./outside.ts";
import { post } from "./post.ts";
import type { StartAnswer } from "./protocol.ts";

const TRIES = 5;

export interface Ending {
  readonly outside: Outside;
  /** Ends in a slash. */
  readonly base: string;
  readonly answer: Pick<StartAnswer, "token">;
}

/** Resolves when the server has answered, or after five tries. */
export async function confirmEnd({ outside, base, answer }: Ending, reason: "host" | "candidate"): Promise<void> {
  const body = outside.encode({ token: answer.token, reason });
  for (let failures = 1; failures <= TRIES; failures++) {
    const told = await post(outside, `${base}v1/end`, body);
    if (told.ok || (told.problem.status >= 400 && told.problem.status < 429)) return;
    await sleep(outside.time, backoff(failures, outside.random(), told.problem.retryAfter));
  }
}
