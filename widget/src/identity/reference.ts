/** With whom the face in front of the camera is compared. The description never leaves the browser. */

import type { Described, Viewer } from "../camera/viewer.ts";
import type { Watch } from "../signals/signal.ts";
import { fetchPicture } from "./fetch-picture.ts";

/** `image` is what the platform gave, `check` was taken before the exam, `snapshot` is the first good one in it. */
export type Source = "image" | "check" | "snapshot";

export interface Reference {
  readonly source: Source;
  readonly description: readonly number[];
}

const NOTE = "reference";
const DIGITS = 10_000;

/** What an earlier page of this session found, the platform's picture, or the one taken at the check, if any is good. */
export async function findReference(watch: Watch, viewer: Viewer): Promise<Reference | undefined> {
  const noted = watch.noted(NOTE) as Reference | undefined;
  if (noted) return noted;
  const given = await ofImage(watch, viewer);
  if (typeof given !== "string") return keep(watch, "image", given);
  watch.changed("REFERENCE_UNAVAILABLE", { reason: given });
  const { picture } = watch.devices;
  const taken = picture && (await describe(watch, viewer, picture));
  if (!picture || !taken || typeof taken === "string") return undefined;
  return keepPicture(watch, "check", taken, picture);
}

/** A reference that a reviewer sees beside the snapshots. */
export function keepPicture(watch: Watch, source: Source, description: readonly number[], picture: Blob): Reference {
  watch.flagWith("REFERENCE_PICTURE", "low", SENTENCES[source], picture);
  return keep(watch, source, description);
}

const SENTENCES: Readonly<Record<Source, string>> = {
  image: "The candidate's picture, with which faces are compared.",
  check: "The picture taken at the check before the exam, with which faces are compared.",
  snapshot: "The first picture of the exam with one face, with which later ones are compared.",
};

/** Over a reload: else another person could become the reference by it. */
function keep(watch: Watch, source: Source, description: readonly number[]): Reference {
  const reference = { source, description: description.map((value) => Math.round(value * DIGITS) / DIGITS) };
  watch.note(NOTE, reference);
  return reference;
}

async function ofImage(watch: Watch, viewer: Viewer): Promise<readonly number[] | string> {
  if (!watch.imageUrl) return "none_given";
  const picture = await fetchPicture(watch, watch.imageUrl);
  return typeof picture === "string" ? picture : describe(watch, viewer, picture);
}

/** The description, or why there is none: `not_a_picture`, `no_face`, `several_faces`. */
async function describe(watch: Watch, viewer: Viewer, picture: Blob): Promise<readonly number[] | string> {
  const bitmap = await decode(watch, picture);
  if (!bitmap) return "not_a_picture";
  const { faces, description }: Described = await viewer.describe(bitmap);
  return description ?? (faces ? "several_faces" : "no_face");
}

async function decode({ window }: Watch, picture: Blob): Promise<ImageBitmap | undefined> {
  try {
    return await window.createImageBitmap(picture);
  } catch {
    return undefined;
  }
}
