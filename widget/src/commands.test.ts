import assert from "node:assert/strict";
import { test } from "node:test";

import { Commands, type Commanded } from "./commands.ts";

function obedient(): { heard: unknown[]; commands: Commands } {
  const heard: unknown[] = [];
  const session: Commanded = {
    message: (text) => heard.push(["message", text]),
    pause: () => heard.push("pause"),
    resume: () => heard.push("resume"),
    endByProctor: () => heard.push("end"),
    policy: (change) => heard.push(["policy", change]),
  };
  return { heard, commands: new Commands(session, (id) => heard.push(`done ${id}`)) };
}

test("each command is answered and obeyed", () => {
  const { heard, commands } = obedient();
  commands.obey([
    { id: "1", type: "message", data: { text: "Five minutes left." } },
    { id: "2", type: "pause", data: {} },
    { id: "3", type: "resume", data: {} },
    { id: "4", type: "policy", data: { requireFullscreen: true } },
    { id: "5", type: "end", data: {} },
  ]);
  const obeyed = heard.filter((one) => typeof one !== "string" || !one.startsWith("done"));
  assert.deepEqual(obeyed, [
    ["message", "Five minutes left."],
    "pause",
    "resume",
    ["policy", { requireFullscreen: true }],
    "end",
  ]);
  assert.deepEqual(
    heard.filter((one) => !obeyed.includes(one)),
    ["done 1", "done 2", "done 3", "done 4", "done 5"],
  );
});

test("the answer goes before the end, which takes no more events", () => {
  const { heard, commands } = obedient();
  commands.obey([{ id: "1", type: "end", data: {} }]);
  assert.deepEqual(heard, ["done 1", "end"]);
});

test("a command that comes again is obeyed once", () => {
  const { heard, commands } = obedient();
  commands.obey([{ id: "1", type: "pause", data: {} }]);
  commands.obey([{ id: "1", type: "pause", data: {} }]);
  assert.deepEqual(heard, ["done 1", "pause"]);
});

test("a command of an unknown kind is left unanswered", () => {
  const { heard, commands } = obedient();
  commands.obey([
    { id: "1", type: "dance", data: {} },
    { id: "2", type: "toString", data: {} },
  ]);
  assert.deepEqual(heard, []);
});
