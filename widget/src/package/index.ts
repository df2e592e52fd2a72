/** The npm package. It is only the way to the widget: the version that the host serves is the one that runs. */

import type { EyeError, EyeWidget } from "../types.ts";

export type * from "../types.ts";

export interface LoadOptions {
  /** Where Eye is served, such as `https://eye.example.edu`. */
  host: string;
}

/**
 * The widget of this page, the same at each call. Touches nothing before it is called, and only works in a browser;
 * rejects with an `EyeError` where the widget does not load.
 */
export async function load({ host }: LoadOptions): Promise<EyeWidget> {
  const base = `${host.replace(/\/+$/, "")}/`;
  if (typeof window === "undefined") throw failure(base, "not_a_browser", "load() works in a browser only.");
  const url = `${base}eye-widget-init.js`;
  try {
    // The address is known when the page runs: bundlers leave it alone.
    if (!window.LoadEyeWidget) await import(/* webpackIgnore: true */ /* @vite-ignore */ url);
    return await window.LoadEyeWidget();
  } catch (cause) {
    const sentence = `Eye did not load from ${url}. Is that where Eye is served, and does script-src allow it?`;
    throw failure(base, "core_not_loaded", sentence, cause);
  }
}

function failure(base: string, code: string, message: string, cause?: unknown): EyeError {
  const more = { name: "EyeError", code, docsUrl: `${base}docs/errors/${code}`, requestId: null };
  return Object.assign(new Error(message, { cause }), more);
}
