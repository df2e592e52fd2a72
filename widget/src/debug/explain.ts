/** Tells the integrator on the console, in plain sentences, what Eye sees, sends and is told. Loaded only when asked for. */

import type { Emitter } from "../emitter.ts";
import type { Outside } from "../outside.ts";
import { answered, asked, heard, worked, type Sentence } from "./sentences.ts";

/** The outside world with somebody who looks on: what passes is not changed. `base` ends in a slash. */
export function explain(outside: Outside, emitter: Emitter, base: string): Outside {
  const say = (sentence: Sentence): void => {
    if (sentence) console.info(`[Eye debug] ${sentence}`);
  };
  const { tap } = emitter;
  emitter.tap = (event, payload) => {
    tap(event, payload);
    say(heard(event, payload));
  };
  say("This console now explains what Eye does. It is not meant for candidates.");
  return {
    ...outside,
    fetch: (url, init) => follow(outside, base, say, url, init),
    newWorker: (source) => lookOn(outside.newWorker(source), say),
  };
}

async function follow(
  outside: Outside,
  base: string,
  say: (sentence: Sentence) => void,
  url: string,
  init: RequestInit,
): Promise<Response> {
  const { fetch, decode, time } = outside;
  const path = url.replace(base, "/");
  say(asked(path, fields(init.body, decode)));
  const begun = time.monotonic();
  try {
    const response = await fetch(url, init);
    // A copy, since a body can be read once.
    const text = await response.clone().text();
    say(answered(path, response.status, fields(text, decode), Math.round(time.monotonic() - begun)));
    return response;
  } catch (cause) {
    say(`Nothing answered at ${path}: ${String(cause)}. Eye tries again by itself.`);
    throw cause;
  }
}

function lookOn(worker: Worker | undefined, say: (sentence: Sentence) => void): Worker | undefined {
  if (!worker) say("The page does not allow a worker: add blob: to worker-src.");
  worker?.addEventListener("message", ({ data }: MessageEvent<unknown>) => say(worked(data)));
  return worker;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(body: unknown, decode: (text: string) => unknown): Fields {
  if (body instanceof FormData) return Object.fromEntries(body);
  try {
    return (decode(String(body)) ?? {}) as Fields;
  } catch {
    return {};
  }
}
