/** The browser's own `fetch` and `JSON`, also where the page has replaced them with shims of its own. */

import { encode } from "./encode.ts";

export interface Natives {
  fetch(url: string, init: RequestInit): Promise<Response>;
  encode(value: unknown): string;
  decode(text: string): unknown;
}

/** A page may have put its own `Promise` in place of the browser's; an async function always returns the real one. */
export const NativePromise = (async () => {})().constructor as PromiseConstructor;

type Realm = Window & typeof globalThis;

/** Touches the document only when the page's own functions cannot be trusted. */
export function natives(page: Realm): Natives {
  const realm = isPristine(page) ? () => page : pristineRealm(page.document);
  const { parse, stringify } = realm().JSON;
  return {
    fetch: (url, init) => realm().fetch(url, init),
    encode: (value) => encode(value, (text) => stringify(text)),
    decode: (text) => parse(text) as unknown,
  };
}

function isPristine(page: Realm): boolean {
  const { fetch, JSON, Response } = page;
  return (
    isNative(fetch, "fetch") &&
    isNative(JSON.parse, "parse") &&
    isNative(JSON.stringify, "stringify") &&
    isNative(Response.prototype.text, "text")
  );
}

/** `shim.bind(window)` prints as native code too, but its name begins with "bound". */
function isNative(value: unknown, name: string): boolean {
  return (
    typeof value === "function" &&
    value.name === name &&
    Function.prototype.toString.call(value).includes("[native code]")
  );
}

/** An empty frame of the page's own origin has everything fresh. It stays, since a `fetch` of a removed frame fails. */
function pristineRealm(document: Document): () => Realm {
  const frame = document.createElement("iframe");
  frame.tabIndex = -1;
  frame.setAttribute("aria-hidden", "true");
  frame.style.setProperty("display", "none", "important");
  return () => {
    if (!frame.isConnected) document.documentElement.append(frame);
    return frame.contentWindow as Realm;
  };
}
