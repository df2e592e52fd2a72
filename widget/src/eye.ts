/** `eye.js`: loader and core in one file of one version, for pages that pin it with `integrity`. */

import { open } from "./core.ts";
import { scriptNamed } from "./define.ts";
import { NativePromise } from "./natives.ts";

const script = scriptNamed("/eye.js");
// It lies in `widget/<version>/`.
const base = script?.src ? new URL("../../", script.src).href : "";

window.LoadEyeWidget ??= () => NativePromise.resolve(open(base));
