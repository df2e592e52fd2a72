/** Checks the configuration by name before any request: a mistake costs the integrator seconds and not hours. */

import { docsUrl, hint, WidgetError } from "./errors.ts";
import type { EyeConfig, EyeFeatures } from "./types.ts";

const REQUIRED = ["apiKey", "assessmentId", "candidateId"] as const;
/** Each with the most characters that are kept. */
const TEXTS: Readonly<Record<string, number>> = {
  assessmentTitle: 200,
  candidateEmail: 254,
  candidateFirstName: 100,
  candidateLastName: 100,
  candidateImageUrl: 2_000,
  institutionName: 200,
  candidateToken: 2_048,
};
const FEATURES = ["aiProctoring", "facialRecognition"] as const;
const IDS: readonly string[] = ["assessmentId", "candidateId"];

const ID = /^[A-Za-z0-9._~:@-]{1,128}$/;
/** What templates leave behind. In lower case only, since there are people whose name is Null. */
const UNFILLED = /^(undefined|null|None|NaN|\[object Object\])$|\{\{.*\}\}|\$\{.*\}|<%.*%>|\{%.*%\}|^%[A-Za-z_]+%$/;
/** Seven days in seconds. */
const LONGEST = 604_800;

type Fields = Record<string, unknown>;

/** A checked copy without `debug` and empty fields. Throws `param_missing` or `param_invalid`, naming the field. */
export function readConfig(given: unknown, base: string): EyeConfig {
  const refuse = (code: string, field: string, sentence: string): never => {
    throw new WidgetError(code, sentence, docsUrl(base, code), null, field);
  };
  if (typeof given !== "object" || given === null)
    return refuse("param_missing", "apiKey", "init needs an object with apiKey, assessmentId and candidateId.");
  const fields = given as Fields;
  const config: Fields = {};
  for (const name of REQUIRED) {
    if (isEmpty(fields[name])) refuse("param_missing", name, `${name} is missing; init cannot start without it.`);
    config[name] = readText(fields[name], name, refuse);
  }
  for (const name of Object.keys(TEXTS))
    if (!isEmpty(fields[name])) config[name] = readText(fields[name], name, refuse);
  if (!isEmpty(fields["examDuration"])) config["examDuration"] = readDuration(fields["examDuration"], refuse);
  if (!isEmpty(fields["features"])) config["features"] = readFeatures(fields["features"], refuse);
  wantsDebug(fields, refuse);
  nameUnknown(fields);
  return config as unknown as EyeConfig;
}

type Refuse = (code: string, field: string, sentence: string) => never;

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === "";

function readText(value: unknown, name: string, refuse: Refuse): string {
  if (typeof value !== "string")
    return refuse("param_invalid", name, `${name} must be a string, not a ${typeof value}.`);
  if (UNFILLED.test(value))
    return refuse(
      "param_invalid",
      name,
      `${name} is "${value.slice(0, 80)}": a template in your page was not filled in.`,
    );
  if (IDS.includes(name) && !ID.test(value))
    return refuse("param_invalid", name, `${name} must be 1 to 128 of A-Z a-z 0-9 . _ ~ : @ -`);
  const most = TEXTS[name] ?? Infinity;
  if (value.length > most)
    return refuse("param_invalid", name, `${name} has ${value.length} characters; at most ${most} are kept.`);
  return value;
}

function readDuration(value: unknown, refuse: Refuse): number {
  if (typeof value === "number" && value >= 1 && value <= LONGEST) return value;
  return refuse(
    "param_invalid",
    "examDuration",
    `examDuration must be a number of seconds from 1 to ${LONGEST}, not ${String(value).slice(0, 80)}.`,
  );
}

function readFeatures(value: unknown, refuse: Refuse): EyeFeatures {
  if (typeof value !== "object")
    return refuse("param_invalid", "features", "features must be an object such as { aiProctoring: true }.");
  const features: EyeFeatures = {};
  for (const name of FEATURES) {
    const wanted = (value as Fields)[name];
    if (wanted === undefined || wanted === null) continue;
    if (typeof wanted !== "boolean")
      return refuse("param_invalid", `features.${name}`, `features.${name} must be true or false.`);
    features[name] = wanted;
  }
  return features;
}

/** Not part of what comes out: it is for this page alone. */
function wantsDebug({ debug }: Fields, refuse: Refuse): void {
  if (!isEmpty(debug) && typeof debug !== "boolean") refuse("param_invalid", "debug", "debug must be true or false.");
}

function nameUnknown(fields: Fields): void {
  const known: readonly string[] = [...REQUIRED, ...Object.keys(TEXTS), "examDuration", "features", "debug"];
  for (const name of Object.keys(fields))
    if (!known.includes(name)) hint(`init does not know the field ${name} and leaves it out.`);
}
