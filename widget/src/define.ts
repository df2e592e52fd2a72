/** Puts `LoadEyeWidget` into the page, once. The core is fetched when it is called, not before. */

import type { EyeWidget } from "./types.ts";

declare const CORE: string;

/** The tag that runs, or the one of that name where the browser does not say; null where a module imported it. */
export function scriptNamed(name: string): HTMLScriptElement | null {
  return (document.currentScript ?? document.querySelector(`script[src*="${name}"]`)) as HTMLScriptElement | null;
}

export function define(script: HTMLScriptElement | null): void {
  const base = script?.src ? new URL(".", script.src).href : "";
  let opening: Promise<EyeWidget> | undefined;
  let tries = 0;
  const open = async (): Promise<EyeWidget> => {
    // What a script imports is found from where the script lies.
    const url = (base || "./") + CORE;
    try {
      // Some browsers remember a module that failed for good.
      return (await import(tries++ ? `${url}?${tries}` : url)).open(base);
    } catch (cause) {
      opening = undefined;
      const message = `Eye did not load from ${url}. Keep the tag as it was printed and allow its host in script-src.`;
      throw Object.assign(new Error(message), {
        name: "EyeError",
        code: "core_not_loaded",
        docsUrl: `${base}docs/errors/core_not_loaded`,
        requestId: null,
        cause,
      });
    }
  };
  window.LoadEyeWidget ??= () => (opening ??= open());
}
