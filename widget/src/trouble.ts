/** A trouble that does not stop the exam: one word to the integrator, and `ERROR` for the listeners of the page. */

import type { Emitter } from "./emitter.ts";
import { docsUrl, hint } from "./errors.ts";

/** `code` has a page in the documentation. */
export type Trouble = (code: string, message: string) => void;

/** `base` ends in a slash. */
export const troubles =
  (emitter: Emitter, base: string): Trouble =>
  (code, message) => {
    const docs = docsUrl(base, code);
    hint(`${message} Read on: ${docs}`);
    emitter.emit("ERROR", { code, message, docsUrl: docs });
  };
