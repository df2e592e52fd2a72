/** The question whether the candidate agrees: what is watched, what leaves the browser, how long it is kept. */

import type { Screen } from "./screen.ts";
import type { Sentences } from "./sentences-en.ts";
import { fill } from "./sentences.ts";
import { Native, type Stage } from "./stage.ts";
import type { Uses } from "./uses.ts";

type Listed = readonly (keyof Sentences)[];

/** Only what this session really uses. Signals can be switched off by name. */
export function watchedThings({ camera, microphone, face }: Uses, policy: Stage["answer"]["policy"]): Listed {
  const isOn = (...names: string[]): boolean => names.some((name) => !policy.off?.includes(name));
  const things: [keyof Sentences, boolean][] = [
    ["watchPage", isOn("tab-focus", "fullscreen")],
    ["watchCamera", camera],
    ["watchFace", face],
    ["watchSound", microphone],
    [policy["clipboardText"] === true ? "watchCopiedText" : "watchCopies", isOn("copy", "cut", "paste")],
    ["watchScreens", isOn("screens", "window-size", "several-tabs")],
    ["watchKeys", isOn("print", "screenshot", "context-menu", "idle", "network")],
  ];
  return things.filter(([, used]) => used).map(([name]) => name);
}

export function leavingThings({ camera, microphone }: Uses): Listed {
  const things: [keyof Sentences, boolean][] = [
    ["leaveEvents", true],
    ["leavePictures", camera],
    ["leaveClips", microphone],
    ["leaveNoVideo", camera || microphone],
  ];
  return things.filter(([, used]) => used).map(([name]) => name);
}

export function keptSentence(sentences: Sentences, days: unknown, language: string): string {
  if (typeof days !== "number") return sentences.keptOpen;
  const unit = new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "long" });
  return fill(sentences.keptDays, { days: unit.format(days) });
}

/** Resolves with whether the candidate agreed; false when the start was called off too. */
export async function askConsent(
  stage: Stage,
  uses: Uses,
  screen: Screen,
  sentences: Sentences,
  isOff: Promise<"off">,
): Promise<boolean> {
  const { answer, config, surface, make, outside, session } = stage;
  const { document } = outside.window;
  const policy = answer.policy ?? {};
  const watched = watchedThings(uses, policy);
  const leaving = leavingThings(uses);
  const own = typeof policy["consentText"] === "string" ? policy["consentText"] : "";
  const lead = config.institutionName
    ? fill(sentences.leadOf, { institution: config.institutionName })
    : sentences.lead;
  const kept = keptSentence(sentences, policy["retentionDays"], surface.language);

  const text = (sentence: string, kind = ""): HTMLElement => make(document, "p", kind ? { class: kind } : {}, sentence);
  const section = (title: string, ...content: Node[]): HTMLElement =>
    make(document, "section", {}, make(document, "h2", {}, title), ...content);
  const list = (names: Listed): HTMLElement =>
    make(document, "ul", {}, ...names.map((name) => make(document, "li", {}, sentences[name])));
  const button = (label: string, kind: string): HTMLButtonElement =>
    make(document, "button", { type: "button", class: kind }, label);

  const agree = button(sentences.agree, "main");
  const decline = button(sentences.decline, "other");
  const content = [
    text(lead),
    section(sentences.watched, list(watched)),
    section(sentences.leaving, list(leaving)),
    section(sentences.kept, text(kept)),
    ...(own ? [section(sentences.own, text(own, "own"))] : []),
    text(sentences.people, "quiet"),
    make(document, "div", { class: "actions" }, text(sentences.declining, "quiet"), agree, decline),
  ];
  screen.show(sentences.title, ...content);
  const shownWords = content.map((node) => node.textContent).join("\n");

  const choice = await Native.race([
    isOff,
    new Native<"agreed" | "declined">((chosen) => {
      agree.addEventListener("click", () => chosen("agreed"));
      decline.addEventListener("click", () => chosen("declined"));
    }),
  ]);
  if (choice !== "agreed") return false;
  session.report("CONSENT_GIVEN", {
    language: surface.language,
    shown: [...watched, ...leaving, ...(own ? ["own"] : [])],
    hash: await hashOf(`${sentences.title}\n${shownWords}`),
  });
  return true;
}

/** SHA-256 as hex digits; null where the page is not served securely. */
async function hashOf(text: string): Promise<string | null> {
  try {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return null;
  }
}
