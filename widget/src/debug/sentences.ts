/** The sentences of debugging. Never a name, a token or a whole key: consoles end up in screenshots. Pure. */

type Fields = Readonly<Record<string, unknown>>;
/** Empty where there is nothing worth a line. */
export type Sentence = string;

/** What the page's listeners are told of. */
export function heard(event: string, payload: unknown): Sentence {
  const { description, mediaFile, detectors, reason, detector, message, code } = (payload ?? {}) as Fields;
  if (event === "COVERAGE") return `Coverage since the start: ${shares(detectors)}.`;
  if (event === "SYNC") return `The server made flags of ${list((payload as Fields)["flags"], (one) => one["type"])}.`;
  if (event === "ERROR") return `Trouble ${text(code)}: ${text(message)}`;
  const file = mediaFile instanceof Blob ? ` with ${mediaFile.size} bytes of ${mediaFile.type}` : "";
  const words = [description, [detector, reason].filter(Boolean).join(": ")].filter(Boolean).join(" ");
  return `${event}${file}${words && ` (${words})`} happened and was told to your listeners.`;
}

/** What is about to be sent. */
export function asked(path: string, body: Fields): Sentence {
  if (path === "/v1/init") return start(body);
  if (path === "/v1/events") return `Sending ${list(body["events"], event)}.`;
  if (path === "/v1/media") return `Sending the evidence ${text(body["mediaId"])}${size(body["file"])}.`;
  if (path === "/v1/end") return "Telling the server that the session is over.";
  return "";
}

/** What the server said to it. */
export function answered(path: string, status: number, body: Fields, ms: number): Sentence {
  const { code, detail, acked, rejected, commands, sessionId, resumed, policy, features, ended } = body;
  if (typeof code === "string") return `The server refused ${path} with ${status} ${code}: ${text(detail)}`;
  if (path === "/v1/init")
    return `${resumed ? "Resumed" : "Opened"} the session ${text(sessionId)} in ${ms} ms, with the features ${json(features)} and the policy ${json(policy)}.`;
  if (path === "/v1/events") {
    const more = [
      ended && "The session has ended there.",
      some(rejected) && `It rejected ${list(rejected, (one) => `${text(one["seq"])} (${text(one["code"])})`)}.`,
      some(commands) && `It asks for ${list(commands, (one) => one["type"])}.`,
    ];
    return [`The server has all events up to ${text(acked)} (${ms} ms).`, ...more].filter(Boolean).join(" ");
  }
  if (path === "/v1/media") return `The server has the evidence ${text(body["mediaId"])} (${ms} ms).`;
  return "";
}

/** What a worker of ours says: the detector's news; the worker of the timers has none worth telling. */
export function worked(data: unknown): Sentence {
  const { begun, unavailable, failed, look } = (data ?? {}) as Fields;
  if (failed) return `The face detector did not load: ${text(failed)}.`;
  if (begun) return unavailable ? `The face detector does not run: ${text(unavailable)}.` : "The face detector runs.";
  if (!look) return "";
  const { faces, light, spread, same } = look as Fields;
  const seen = faces === undefined ? "no detector looks for faces" : `faces: ${text(faces)}`;
  const frozen = same ? ", the same picture as before" : "";
  return `Looked at the camera: ${seen}, brightness ${round(light)} of 255, contrast ${round(spread)}${frozen}.`;
}

function start({ apiKey, assessmentId, sessionToken, candidateToken, features }: Fields): Sentence {
  const which = `with the key ${text(apiKey).slice(0, 16)}… for the assessment ${text(assessmentId)}`;
  const how = [sessionToken && "resuming", candidateToken && "with a candidate token"].filter(Boolean).join(", ");
  return `Asking for a session ${which}${how && ` (${how})`}, features ${json(features)}.`;
}

function event(one: Fields): Sentence {
  const { type, seq, data } = one;
  const windows = ((data as Fields | undefined)?.["windows"] ?? []) as readonly Fields[];
  const looks = windows.map((w) => `${text(w["detector"])} looked ${text(w["looked"])} of ${text(w["expected"])}`);
  const cleared = (data as Fields | undefined)?.["cleared"] ? " cleared" : "";
  return `${text(seq)} ${text(type)}${cleared}${looks.length ? ` (${looks.join(", ")})` : ""}`;
}

const some = (items: unknown): boolean => Array.isArray(items) && items.length > 0;

function list(items: unknown, word: (item: Fields) => unknown): string {
  return (Array.isArray(items) ? items : []).map((item) => text(word(item as Fields))).join(", ") || "nothing";
}

function shares(detectors: unknown): string {
  const percent = (share: unknown): string => `${Math.round(Number(share) * 100)} %`;
  const found = list(detectors, ({ detector, share }) => `${text(detector)} ${percent(share)}`);
  return found === "nothing" ? "no detector was due" : found;
}

const text = (value: unknown): string => String(value ?? "");
const round = (value: unknown): number => Math.round(Number(value));
const json = (value: unknown): string => JSON.stringify(value ?? {});
const size = (file: unknown): string => (file instanceof Blob ? ` (${file.size} bytes of ${file.type})` : "");
