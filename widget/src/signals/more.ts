/** The signals for which the core has no room, one line each. Nothing here imports what the core has: it would be split. */

import { camera } from "./camera.ts";
import { contextMenu } from "./context-menu.ts";
import { copy } from "./copy.ts";
import { cut } from "./cut.ts";
import { idle } from "./idle.ts";
import { microphone } from "./microphone.ts";
import { network } from "./network.ts";
import { paste } from "./paste.ts";
import { print } from "./print.ts";
import { screens } from "./screens.ts";
import { screenshot } from "./screenshot.ts";
import { severalTabs } from "./several-tabs.ts";
import type { Signal } from "./signal.ts";
import { windowSize } from "./window-size.ts";

export { announce } from "./presence.ts";
export { remedyFor } from "./remedies.ts";

export const MORE: readonly Signal[] = [
  camera,
  microphone,
  copy,
  cut,
  paste,
  contextMenu,
  print,
  screenshot,
  screens,
  windowSize,
  severalTabs,
  network,
  idle,
];
