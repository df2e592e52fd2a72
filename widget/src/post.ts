/** One POST to the server and its answer: a body or a problem, never an exception. */

import type { Outside } from "./outside.ts";
import type { Problem } from "./protocol.ts";

const PATIENCE = 20_000;
/** A picture over a slow line takes longer. */
const PATIENCE_WITH_FILE = 60_000;

export type Answer<Body> =
  { readonly ok: true; readonly body: Body } | { readonly ok: false; readonly problem: Problem };

/** No answer at all: offline, a name that does not resolve, a blocked request, a time-out. */
export const UNREACHABLE = "unreachable";
/** An answer, but of something between the page and Eye. */
export const UNEXPECTED = "unexpected_answer";

/** Plain text and no credentials, so that the browser asks no preflight; `body` is JSON text. */
export function post<Body>(outside: Outside, url: string, body: string): Promise<Answer<Body>> {
  return ask(outside, url, request(body), PATIENCE);
}

/** With a file; the browser asks no preflight for a form either. */
export function postForm<Body>(outside: Outside, url: string, body: FormData): Promise<Answer<Body>> {
  const { headers: _, ...rest } = request("");
  return ask(outside, url, { ...rest, body }, PATIENCE_WITH_FILE);
}

async function ask<Body>(
  outside: Outside,
  url: string,
  request: RequestInit,
  patience: number,
): Promise<Answer<Body>> {
  const abort = new AbortController();
  const callOff = outside.time.later(patience, () => abort.abort());
  try {
    const response = await outside.fetch(url, { ...request, signal: abort.signal });
    return read<Body>(response.status, await response.text(), outside.decode);
  } catch {
    return refused({
      status: 0,
      code: UNREACHABLE,
      detail: `Nothing answered at ${url}. Is the server up, and does the page's connect-src allow it?`,
    });
  } finally {
    callOff();
  }
}

/** For the moment in which the page goes away: nobody waits for the answer. */
export async function postLast(outside: Outside, url: string, body: string): Promise<void> {
  try {
    await outside.fetch(url, { ...request(body), keepalive: true });
  } catch {
    // What was not taken waits in the browser's store for the next start.
  }
}

function request(body: string): RequestInit {
  return {
    method: "POST",
    body,
    headers: { "content-type": "text/plain" },
    credentials: "omit",
    mode: "cors",
    cache: "no-store",
  };
}

function read<Body>(status: number, text: string, decode: (text: string) => unknown): Answer<Body> {
  const body = decodeFields(text, decode);
  if (status >= 200 && status < 300 && body) return { ok: true, body: body as Body };
  if (typeof body?.["code"] === "string") return refused({ detail: "", ...body, status } as unknown as Problem);
  const detail = `The answer (status ${status}) did not come from Eye. Look at what stands between the page and Eye.`;
  return refused({ status, code: status >= 500 ? "unavailable" : UNEXPECTED, detail });
}

function decodeFields(text: string, decode: (text: string) => unknown): Record<string, unknown> | undefined {
  try {
    const body = decode(text);
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const refused = (problem: Problem): { readonly ok: false; readonly problem: Problem } => ({ ok: false, problem });
