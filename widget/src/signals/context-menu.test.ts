import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { contextMenu } from "./context-menu.ts";

test("each opening of the context menu is told until watching stops, and none is prevented", () => {
  const page = new FakePage();
  const stop = contextMenu.watch(page.watch);
  const event = new Event("contextmenu", { cancelable: true });
  page.document.dispatchEvent(event);
  assert.equal(event.defaultPrevented, false);
  assert.deepEqual(page.news, [["changed", "CONTEXT_MENU", {}]]);
  stop();
  page.document.dispatchEvent(new Event("contextmenu"));
  assert.deepEqual(page.news, []);
});
