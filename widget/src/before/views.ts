/** What the camera and the microphone show at the check. */

import type { Sentences } from "./sentences-en.ts";
import type { Stage } from "./stage.ts";

export interface Mirror {
  readonly node: HTMLElement;
  readonly video: HTMLVideoElement;
  hint(sentence: string): void;
}

/** The candidate as in a mirror, and one sentence on how to sit. */
export function mirror(make: Stage["make"], document: Document, sentences: Sentences): Mirror {
  const video = make(document, "video", { "aria-label": sentences.preview });
  video.muted = video.playsInline = true;
  const said = make(document, "p", { class: "hint", role: "status" });
  const node = make(document, "div", { class: "mirror" }, video, said);
  let last = "";
  const hint = (sentence: string): void => {
    // One odd look is no reason to say something else.
    if (sentence === last && said.textContent !== sentence) said.textContent = sentence;
    last = sentence;
  };
  return { node, video, hint };
}

export interface Meter {
  readonly node: HTMLElement;
  /** RMS from 0 to 1. */
  show(level: number): void;
}

/** Decibels below the loudest at which the bar is empty. */
const FLOOR = -60;

export function meter(make: Stage["make"], document: Document, sentences: Sentences): Meter {
  const bar = make(document, "div", { class: "bar" });
  const range = { role: "meter", "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": "0" };
  const node = make(document, "div", { class: "meter", "aria-label": sentences.level, ...range }, bar);
  return {
    node,
    show: (level) => {
      const share = Math.min(1, Math.max(0, 1 - (20 * Math.log10(level || 1e-9)) / FLOOR));
      bar.style.transform = `scaleX(${share.toFixed(3)})`;
      node.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    },
  };
}
