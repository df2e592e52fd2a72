/** The words of the screens before the exam, in the language that is spoken to the candidate already. */

import type { Sentences } from "./sentences-en.ts";

const english = () => import("./sentences-en.ts");

export const LANGUAGES: Readonly<Record<string, () => Promise<{ readonly sentences: Sentences }>>> = {
  en: english,
  ar: () => import("./sentences-ar.ts"),
  de: () => import("./sentences-de.ts"),
  es: () => import("./sentences-es.ts"),
  fr: () => import("./sentences-fr.ts"),
  pt: () => import("./sentences-pt.ts"),
};

/** Rejects where they cannot be loaded: nobody can agree to what they cannot read. */
export async function sentencesOf(language: string): Promise<Sentences> {
  return (await (LANGUAGES[language] ?? english)()).sentences;
}

/** `{name}` in a sentence is what `given` has under it. */
export const fill = (sentence: string, given: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (found, name: string) => given[name] ?? found);
