/** A sender with its queue, before a server that answers what it is told. */

import { Clock } from "../clock.ts";
import type { StreamAnswer } from "../protocol.ts";
import { Queue } from "../queue.ts";
import { Sender } from "../sender.ts";
import { StorageShelf } from "../storage-shelf.ts";
import { type Reply, World } from "./world.ts";

/** A network that answers nothing. */
export const BROKEN = { status: 0, body: "" };
export const problem = (status: number, code: string, more: object = {}): Reply => ({
  status,
  body: { status, code, detail: `Because of ${code}.`, ...more },
});

export interface Sending {
  readonly world: World;
  readonly queue: Queue;
  readonly sender: Sender;
  readonly heard: string[];
  readonly answers: StreamAnswer[];
  add(count: number): void;
}

export function sending(world = new World(), gen = 1): Sending {
  const heard: string[] = [];
  const answers: StreamAnswer[] = [];
  const queue = new Queue(new StorageShelf(world.storage, world.outside), "ses_1", gen, `token ${gen}`, () =>
    world.time.wall(),
  );
  const sender = new Sender(world.outside, "https://eye.example/", queue, new Clock(world.time), {
    answered: (answer) => void answers.push(answer),
    superseded: () => void heard.push("superseded"),
    ended: () => void heard.push("ended"),
    reached: (reached) => void heard.push(reached ? "reached" : "not reached"),
    trouble: (code) => void heard.push(`trouble ${code}`),
  });
  const add = (count: number): void => {
    for (let i = 0; i < count; i++)
      queue.add(JSON.stringify({ seq: queue.nextSeq, type: "HEARTBEAT", at: "2026-11-01T09:00:00.000Z" }));
  };
  return { world, queue, sender, heard, answers, add };
}

export const sentSeqs = ({ world }: Sending): number[][] => world.server.batches.map((events) => events.map(({ seq }) => seq));
