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
  const forget = (): void => {
    window.clearTimeout(timer);
    URL.revokeObjectURL(url);
  };
  // At the latest; the browser has read it long before, but only a worker that speaks has told so.
  const timer = window.setTimeout(forget, 60_000);
  try {
    trusted ??= trust(window);
    const worker = new window.Worker(trusted(url));
    for (const event of ["message", "error"]) worker.addEventListener(event, forget, { once: true });
    return worker;
  } catch {
    forget();
    return undefined;
  }
}
