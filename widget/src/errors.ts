/** The one kind of error that leaves the widget, and how it is told on the console. */

import type { Problem } from "./protocol.ts";
import type { EyeError } from "./types.ts";

export class WidgetError extends Error implements EyeError {
  override readonly name = "EyeError";
  readonly code: string;
  readonly docsUrl: string;
  readonly requestId: string | null;
  declare readonly field?: string;

  constructor(code: string, message: string, docsUrl: string, requestId: string | null = null, field?: string) {
    super(message);
    this.code = code;
    this.docsUrl = docsUrl;
    this.requestId = requestId;
    if (field !== undefined) this.field = field;
  }
}

/** `base` ends in a slash. */
export const docsUrl = (base: string, code: string): string => `${base}docs/errors/${code}`;

export function errorOf(problem: Problem, base: string): WidgetError {
  const { code, detail, type = "", requestId = null, field } = problem;
  const docs = /^(https?:|\/)/.test(type) ? new URL(type, base).href : docsUrl(base, code);
  return new WidgetError(code, detail, docs, requestId, field);
}

/** For the integrator: which code, what is wrong and what to do, where to read on. */
export function tellIntegrator(error: WidgetError): void {
  const request = error.requestId ? `\nRequest: ${error.requestId}` : "";
  console.error(`[Eye] ${error.code}: ${error.message}\nRead on: ${error.docsUrl}${request}`);
}

export function hint(sentence: string, ...more: unknown[]): void {
  console.warn(`[Eye] ${sentence}`, ...more);
}
