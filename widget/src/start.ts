/** Asks the server for a session, again where the answer was lost, and says why where there is none. */

import { backoff } from "./backoff.ts";
import { docsUrl, errorOf, WidgetError } from "./errors.ts";
import type { Memory } from "./memory.ts";
import { sleep, type Outside } from "./outside.ts";
import { post, UNEXPECTED, UNREACHABLE } from "./post.ts";
import type { Problem, StartAnswer } from "./protocol.ts";
import type { EyeConfig } from "./types.ts";

/** Milliseconds from the first request: a takeover needs 60 s of silence, and nobody should wait over two minutes. */
const PATIENCE_ELSEWHERE = 120_000;
const PATIENCE = 45_000;

export interface StartNews {
  /** What the candidate is waiting for. */
  waiting(code: string): void;
  /** Whether the page has called the start off meanwhile. */
  isOff(): boolean;
}

export interface Started {
  readonly answer: StartAnswer;
  /** Monotonic milliseconds at which the answered request left. */
  readonly sent: number;
}

/** `base` ends in a slash. Throws a `WidgetError`. */
export async function start(
  outside: Outside,
  base: string,
  config: EyeConfig,
  memory: Memory,
  news: StartNews,
): Promise<Started> {
  const blocked = watchPolicy(outside.window.document, base);
  try {
    return await ask(outside, base, config, memory, news, blocked.byPolicy);
  } finally {
    blocked.stop();
  }
}

async function ask(
  outside: Outside,
  base: string,
  config: EyeConfig,
  memory: Memory,
  news: StartNews,
  byPolicy: () => boolean,
): Promise<Started> {
  const begun = outside.time.monotonic();
  const own = memory.token;
  let sessionToken = own ?? memory.recall();
  for (let failures = 1; ; failures++) {
    const sent = outside.time.monotonic();
    const body = outside.encode({ ...config, startId: memory.startId, sessionToken });
    const answer = await post<StartAnswer>(outside, `${base}v1/init`, body);
    if (answer.ok && answer.body.token) return { answer: answer.body, sent };
    const problem = answer.ok ? unexpected : answer.problem;
    if (sessionToken !== undefined && (neverBegan(problem) || (own === undefined && problem.code === "session_ended"))) {
      sessionToken = undefined;
      memory.forget();
      continue;
    }
    // The browser tells of a forbidden request a little after it has failed it.
    if (problem.code === UNREACHABLE) await sleep(outside.time, 50);
    if (byPolicy()) throw forbidden(base);
    const wait = waitFor(problem, failures, outside.random());
    if (wait === undefined || news.isOff() || sent - begun + wait > patience(problem))
      throw refusal(problem, base, memory);
    news.waiting(problem.code);
    await sleep(outside.time, wait);
    // Meanwhile the page elsewhere may be known to be gone.
    sessionToken ??= memory.recall();
  }
}

const unexpected: Problem = { status: 200, code: UNEXPECTED, detail: "The answer to init did not come from Eye." };

/** Milliseconds until the same question makes sense again; undefined when it never does. */
function waitFor(problem: Problem, failures: number, random: number): number | undefined {
  const { status, code, retryAfter } = problem;
  if (code === "session_active_elsewhere") return backoff(1, random, retryAfter ?? 10);
  return status === 0 || status === 429 || status >= 500 ? backoff(failures, random, retryAfter) : undefined;
}

const patience = ({ code }: Problem): number => (code === "session_active_elsewhere" ? PATIENCE_ELSEWHERE : PATIENCE);

function forbidden(base: string): WidgetError {
  const sentence = `The page's Content-Security-Policy forbids the request: add ${new URL(base).origin} to connect-src.`;
  return new WidgetError("csp_blocked", sentence, docsUrl(base, "csp_blocked"));
}

function refusal(problem: Problem, base: string, memory: Memory): WidgetError {
  if (isSpent(problem, memory)) memory.forget();
  return errorOf(problem, base);
}

/** A token of an ended session leads nowhere; a start refused for good must not be repeated by its `startId`. */
function isSpent({ status, code }: Problem, memory: Memory): boolean {
  return code === "session_ended" || (memory.token === undefined && status >= 400 && status < 500);
}

/** The session of this tab waited too long for its exam and nothing happened in it: the page simply starts anew. */
const neverBegan = ({ code, endReason }: Problem): boolean => code === "session_ended" && endReason === "expired";

/** A request that the page's policy forbids looks like a broken network; the browser tells it apart here. */
function watchPolicy(document: Document, base: string): { byPolicy: () => boolean; stop: () => void } {
  let blocked = false;
  const see = (event: SecurityPolicyViolationEvent): void => {
    if (event.effectiveDirective === "connect-src" && event.blockedURI.startsWith(new URL(base).origin)) blocked = true;
  };
  document.addEventListener("securitypolicyviolation", see);
  return { byPolicy: () => blocked, stop: () => document.removeEventListener("securitypolicyviolation", see) };
}
