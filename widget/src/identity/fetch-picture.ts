/** Fetches the candidate's picture from where the platform keeps it: without cookies, without saying whose page asks. */

const LARGEST = 5_000_000;
const PATIENCE = 30_000;
const TYPES = ["image/jpeg", "image/png", "image/webp"];

const OPTIONS: RequestInit = { mode: "cors", credentials: "omit", referrerPolicy: "no-referrer" };

/** What is needed of the page. */
export interface Surroundings {
  fetch(url: string, init: RequestInit): Promise<Response>;
  later(ms: number, call: () => void): () => void;
}

/** The picture, or why there is none: `unreachable`, `http_404` and the like, `not_a_picture`, `too_large`. */
export async function fetchPicture({ fetch, later }: Surroundings, url: string): Promise<Blob | string> {
  const patience = new AbortController();
  const callOff = later(PATIENCE, () => patience.abort());
  try {
    const response = await fetch(url, { ...OPTIONS, signal: patience.signal });
    const found = refused(response) ?? (await read(response));
    if (typeof found === "string") patience.abort();
    return found;
  } catch {
    // The browser does not say whether the network, the page's own policy or a missing CORS header was in the way.
    return "unreachable";
  } finally {
    callOff();
  }
}

const typeOf = ({ headers }: Response): string => (headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";

function refused(response: Response): string | undefined {
  if (!response.ok) return `http_${response.status}`;
  if (!TYPES.includes(typeOf(response))) return "not_a_picture";
  return Number(response.headers.get("content-length")) > LARGEST ? "too_large" : undefined;
}

/** No further than the largest that is taken. */
async function read(response: Response): Promise<Blob | string> {
  const reader = response.body?.getReader();
  const parts: BlobPart[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return new Blob(parts, { type: typeOf(response) });
    size += value.length;
    if (size > LARGEST) return "too_large";
    parts.push(value);
  }
}
