/**
 * The language of the page, else of the browser, else English.
 *
 * To add one, write its file and a line here; it is fetched only by those who read it.
 */

import { words as en, type Words } from "./en.ts";

export const LANGUAGES: Readonly<Record<string, () => Promise<{ readonly words: Words }>>> = {
  en: async () => ({ words: en }),
  ar: () => import("./ar.ts"),
  de: () => import("./de.ts"),
  es: () => import("./es.ts"),
  fr: () => import("./fr.ts"),
  pt: () => import("./pt.ts"),
};

const RIGHT_TO_LEFT = ["ar"];

export const directionOf = (language: string): "rtl" | "ltr" => (RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr");

export interface Spoken {
  readonly language: string;
  readonly words: Words;
}

/** `wanted`: language tags such as `de-CH`, the most wanted first; unknown and empty ones are passed over. */
export async function spoken(wanted: readonly (string | undefined)[]): Promise<Spoken> {
  const language = wanted.map(languageOf).find((known) => Object.hasOwn(LANGUAGES, known)) ?? "en";
  try {
    return { language, words: (await LANGUAGES[language]?.())?.words ?? en };
  } catch {
    return { language: "en", words: en };
  }
}

const languageOf = (tag: string | undefined): string => tag?.toLowerCase().split("-")[0] ?? "";
