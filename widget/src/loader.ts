/** `eye-widget-init.js`. */

import { define, scriptNamed } from "./define.ts";

define(scriptNamed("eye-widget-init.js"));
