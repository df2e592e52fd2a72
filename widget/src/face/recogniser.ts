/** Our own view of a face recogniser, so that the library behind it can be exchanged. */

import type { Described } from "../camera/viewer.ts";

export interface Recogniser {
  describe(picture: OffscreenCanvas): Promise<Described>;
}
