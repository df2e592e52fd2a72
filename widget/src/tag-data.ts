/** Reads the configuration from the `data-…` of the no-code tag. What is wrong with it `readConfig` says by name. */

export type TagData = Readonly<Record<string, string | undefined>>;

const TEXTS = [
  "apiKey",
  "assessmentId",
  "candidateId",
  "assessmentTitle",
  "candidateEmail",
  "candidateFirstName",
  "candidateLastName",
  "candidateImageUrl",
  "institutionName",
  "candidateToken",
];

/** `data` is the tag's `dataset`: the browser has made `apiKey` of `data-api-key` already. */
export function configOfTag(data: TagData): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const name of TEXTS) if (data[name]) config[name] = data[name];
  const { examDuration } = data;
  if (examDuration) config["examDuration"] = /^\s*\d+\s*$/.test(examDuration) ? Number(examDuration) : examDuration;
  if (data["debug"] !== undefined) config["debug"] = readSwitch(data["debug"]);
  const features = featuresOfTag(data);
  if (Object.keys(features).length) config["features"] = features;
  return config;
}

function featuresOfTag(data: TagData): Record<string, unknown> {
  const features: Record<string, unknown> = {};
  if (data["proctoringMode"]) features["aiProctoring"] = data["proctoringMode"].toLowerCase() === "ai";
  for (const name of ["aiProctoring", "facialRecognition"]) {
    const text = data[name];
    if (text !== undefined) features[name] = readSwitch(text);
  }
  return features;
}

/** What is neither yes nor no stays as it is, for `readConfig` to refuse by name. */
const readSwitch = (text: string): boolean | string => SWITCH[text.trim().toLowerCase()] ?? text;

/** A bare attribute means yes, as in HTML. */
const SWITCH: Readonly<Record<string, boolean>> = {
  "": true,
  true: true,
  "1": true,
  yes: true,
  on: true,
  false: false,
  "0": false,
  no: false,
  off: false,
};

/** `data-domain` decides nothing; a sentence when it and the page's address differ, else undefined. */
export function domainHint(
  domain: string | undefined,
  location: { readonly host: string; readonly hostname: string; readonly origin: string },
): string | undefined {
  if (!domain) return undefined;
  const named = domain
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/\/.*$/, "");
  if (named === location.host || named === location.hostname) return undefined;
  const counts = "What counts is the list in Settings → Domains.";
  return `data-domain says ${domain}, but this page runs on ${location.origin}. ${counts}`;
}
