/** What to tell somebody who sits down before the camera. Pure. */

import type { Look } from "../../camera/viewer.ts";

export type Hint =
  "hintDark" | "hintNobody" | "hintSeveral" | "hintCloser" | "hintBack" | "hintMiddle" | "hintGood" | "hintSeen";

/** Mean brightness of 255 under which faces are hard to find. */
const DIM = 45;
/** Of the picture's width. */
const SMALL = 0.11;
const LARGE = 0.6;
/** How far the middle of the face may be from the middle of the picture, of its width and height. */
const ASIDE = { x: 0.22, y: 0.3 };

export function hintOf({ faces, place, light }: Pick<Look, "faces" | "place" | "light">): Hint {
  if (light < DIM) return "hintDark";
  if (faces === undefined) return "hintSeen";
  if (faces === 0 || !place) return "hintNobody";
  if (faces > 1) return "hintSeveral";
  if (place.width < SMALL) return "hintCloser";
  if (place.width > LARGE) return "hintBack";
  const aside =
    Math.abs(place.x + place.width / 2 - 0.5) > ASIDE.x || Math.abs(place.y + place.height / 2 - 0.5) > ASIDE.y;
  return aside ? "hintMiddle" : "hintGood";
}
