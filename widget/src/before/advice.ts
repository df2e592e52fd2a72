/** What the candidate is told about a check, and what to do in the browser at hand. Pure. */

import type { Family } from "./checks/browser.ts";
import type { CheckName, Outcome } from "./outcome.ts";
import type { Sentences } from "./sentences-en.ts";
import { fill } from "./sentences.ts";

const DENIED: Readonly<Record<Family, keyof Sentences>> = {
  chrome: "deniedChrome",
  edge: "deniedChrome",
  firefox: "deniedFirefox",
  safari: "deniedSafari",
  other: "deniedOther",
};

const REASONS: Readonly<Record<string, keyof Sentences>> = {
  no_device: "noDevice",
  in_use: "inUse",
  insecure: "insecure",
  no_picture: "noPicture",
  covered: "covered",
  silent: "silent",
  noisy: "noisy",
  too_slow: "tooSlow",
  offline: "offline",
  not_measured: "notMeasured",
  outdated_browser: "outdated",
  unsupported_browser: "unsupported",
  safari_noted: "safari",
};

export function adviceOf(
  sentences: Sentences,
  name: CheckName,
  { status, reason, downKbps, upKbps }: Outcome,
  family: Family,
  language: string,
): string {
  const advice =
    reason === undefined
      ? ""
      : sentences[reason === "permission_denied" ? DENIED[family] : (REASONS[reason] ?? "failedOther")];
  if (name === "microphone" && status === "success" && !advice) return sentences.heard;
  if (downKbps === undefined || upKbps === undefined) return advice;
  const speed = fill(sentences.speed, { down: megabits(downKbps, language), up: megabits(upKbps, language) });
  return advice ? `${speed} ${advice}` : speed;
}

/** A digit behind the point matters only while there are few before it. */
function megabits(kbps: number, language: string): string {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: kbps < 10_000 ? 1 : 0 });
  return number.format(kbps / 1_000);
}
