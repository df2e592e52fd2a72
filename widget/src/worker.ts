/** Starts a worker of a text: browsers start none of a file of another website. */

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

type Page = Window & typeof globalThis & { readonly trustedTypes?: TrustedTypes };

let trusted: ((url: string) => string) | undefined;

/** A page may ask for trusted types; then it lists the policy `eye`, which can be made only once. */
function trust({ trustedTypes }: Page): (url: string) => string {
  const policy = trustedTypes?.createPolicy("eye", { createScriptURL: (url) => url });
  return (url) => policy?.createScriptURL(url) ?? url;
}

/** Undefined where the page does not allow one; some browsers only tell by its `error` event. */
export function newWorker(window: Page, source: string): Worker | undefined {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    trusted ??= trust(window);
    return new window.Worker(trusted(url));
  } catch {
    return undefined;
  } finally {
    // The browser has begun to read it.
    window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}
