import assert from "node:assert/strict";
import { test } from "node:test";

import { settle, World } from "../testing/world.ts";
import { lent, Media } from "./media.ts";
import { MediaSender } from "./media-sender.ts";
import type { Evidence, MediaShelf } from "./media-shelf.ts";

const WALL = 1_800_000_000_000;

/** A store in the browser that has room for so many. */
class SmallShelf implements MediaShelf {
  readonly kept: Evidence[] = [];
  room: number;

  constructor(room = Infinity) {
    this.room = room;
  }

  async load(): Promise<Evidence[]> {
    return [...this.kept];
  }

  async put(evidence: Evidence): Promise<boolean> {
    if (this.kept.length >= this.room) return false;
    this.kept.push(evidence);
    return true;
  }

  drop(evidence: Evidence): void {
    const at = this.kept.indexOf(evidence);
    if (at >= 0) this.kept.splice(at, 1);
  }
}

interface Sent {
  readonly mediaId: string;
  readonly token: string;
  readonly sha256: string;
  readonly file: File;
}

type Reply = readonly [status: number, code?: string, more?: object];

/** A server that answers as it is told: in turn, the last answer stays. */
class Sending {
  readonly world = new World();
  readonly sent: Sent[] = [];
  readonly troubles: string[] = [];
  readonly shelf: SmallShelf;
  readonly sender: MediaSender;
  replies: Reply[] = [[201]];

  constructor(shelf = new SmallShelf(), gen = 1) {
    this.shelf = shelf;
    const outside = { ...this.world.outside, fetch: (_: string, init: RequestInit) => this.#answer(init) };
    const taker = { sessionId: "ses_1", token: `token ${gen}` };
    const trouble = (code: string): void => void this.troubles.push(code);
    this.sender = new MediaSender({ outside, base: "https://eye.example/", taker, trouble, lent }, shelf);
  }

  /** Kept, and what follows of it done. */
  async keep(id: string, urgent = false): Promise<void> {
    this.world.time.now += 1;
    await this.sender.keep(id, new Blob([`picture ${id}`], { type: "image/jpeg" }), urgent);
    await settle();
  }

  get ids(): string[] {
    return this.sent.map(({ mediaId }) => mediaId);
  }

  async #answer({ body, headers }: RequestInit): Promise<Response> {
    assert.equal(headers, undefined, "the browser itself says where the parts of the form end");
    this.sent.push(Object.fromEntries(body as FormData) as unknown as Sent);
    const [status, code, more] = (this.replies.length > 1 ? this.replies.shift() : this.replies[0]) ?? [0];
    if (!status) throw new TypeError("Failed to fetch");
    const text = JSON.stringify({ code, detail: "Because.", mediaId: "x", ...more });
    return { status, text: async () => text } as Response;
  }
}

const stored = (id: string, more: Partial<Evidence> = {}): Evidence => ({
  id,
  session: "ses_1",
  token: "token 0",
  urgent: false,
  taken: WALL,
  type: "image/jpeg",
  sha256: "",
  bytes: new ArrayBuffer(4),
  ...more,
});

test("evidence is sent with its token and checksum, and forgotten when it was taken", async () => {
  const it = new Sending();
  await it.keep("1-7");
  const [sent] = it.sent;
  assert.deepEqual([sent?.mediaId, sent?.token, sent?.file.type], ["1-7", "token 1", "image/jpeg"]);
  assert.equal(await sent?.file.text(), "picture 1-7");
  assert.match(sent?.sha256 ?? "", /^[0-9a-f]{64}$/);
  assert.deepEqual(it.shelf.kept, []);
});

test("while the server does not answer it waits in the browser, and is tried less and less often", async () => {
  const it = new Sending();
  it.replies = [[0]];
  await it.keep("1-7");
  await it.world.time.pass(7_100);
  assert.deepEqual([it.sent.length, it.shelf.kept.length], [4, 1]);
  await it.keep("1-8");
  assert.equal(it.sent.length, 4);
  it.replies = [[201]];
  it.sender.retryNow();
  await settle();
  assert.deepEqual(it.ids.slice(4), ["1-7", "1-8"]);
  assert.deepEqual(it.shelf.kept, []);
});

test("evidence of flags goes before snapshots, the oldest first", async () => {
  const it = new Sending();
  it.replies = [[503], [201]];
  await it.keep("snapshot 1");
  await it.keep("snapshot 2");
  await it.keep("flag 1", true);
  await it.keep("flag 2", true);
  it.sender.retryNow();
  await settle();
  assert.deepEqual(it.ids.slice(1), ["flag 1", "flag 2", "snapshot 1", "snapshot 2"]);
});

test("the server says how long to wait", async () => {
  const it = new Sending();
  it.replies = [[429, "rate_limited", { retryAfter: 12 }], [201]];
  await it.keep("1-7");
  await it.world.time.pass(11_000);
  it.sender.retryNow();
  await it.world.time.pass(900);
  assert.equal(it.sent.length, 1);
  await it.world.time.pass(200);
  assert.equal(it.sent.length, 2);
});

test("what the server will never take does not hold up the rest", async () => {
  for (const reply of [[409, "media_conflict"], [415, "media_type_not_allowed"], [409, "session_ended"]] as const) {
    const it = new Sending();
    it.replies = [[0], reply, [201]];
    await it.keep("1-7");
    await it.keep("1-8");
    it.sender.retryNow();
    await settle();
    assert.deepEqual([it.ids.slice(1), it.shelf.kept], [["1-7", "1-8"], []]);
    assert.deepEqual(it.troubles, [reply[1]]);
  }
});

test("a domain that was removed keeps the evidence and is asked for once a minute", async () => {
  const it = new Sending();
  it.replies = [[403, "origin_not_allowed"], [201]];
  await it.keep("1-7");
  await it.world.time.pass(59_000);
  assert.deepEqual([it.sent.length, it.shelf.kept.length], [1, 1]);
  await it.world.time.pass(2_000);
  assert.deepEqual([it.sent.length, it.shelf.kept.length], [2, 0]);
});

test("what the page before left is sent with the token of that page", async () => {
  const shelf = new SmallShelf();
  shelf.kept.push(stored("1-7", { token: "token 1" }));
  const it = new Sending(shelf, 2);
  await it.sender.recover();
  await it.keep("2-3");
  assert.deepEqual(
    it.sent.map(({ mediaId, token }) => `${mediaId} with ${token}`),
    ["1-7 with token 1", "2-3 with token 2"],
  );
});

test("what a page of another session took just now is left to it", async () => {
  const shelf = new SmallShelf();
  shelf.kept.push(
    stored("fresh", { session: "ses_2", taken: WALL }),
    stored("old", { session: "ses_0", taken: WALL - 120_000 }),
  );
  const it = new Sending(shelf);
  await it.sender.recover();
  it.sender.retryNow();
  await settle();
  assert.deepEqual([it.ids, shelf.kept.map(({ id }) => id)], [["old"], ["fresh"]]);
});

test("when the store is full the oldest snapshots go first, and the next heartbeat says how many", async () => {
  const it = new Sending(new SmallShelf(3));
  it.replies = [[0]];
  for (const id of ["snapshot 1", "snapshot 2", "snapshot 3"]) await it.keep(id);
  await it.keep("flag 1", true);
  await it.keep("flag 2", true);
  assert.deepEqual(
    it.shelf.kept.map(({ id }) => id),
    ["snapshot 3", "flag 1", "flag 2"],
  );
  assert.deepEqual([it.sender.takeDropped(), it.sender.takeDropped()], [2, 0]);
  assert.deepEqual(it.troubles, ["media_dropped"], "and the page is told, once");
});

test("a store full of flags loses none of them: the page itself keeps what is new", async () => {
  const it = new Sending(new SmallShelf(1));
  it.replies = [[0]];
  for (const id of ["flag 1", "flag 2", "flag 3"]) await it.keep(id, true);
  it.replies = [[201]];
  it.sender.retryNow();
  await settle();
  assert.deepEqual(it.ids.slice(1), ["flag 1", "flag 2", "flag 3"]);
  assert.equal(it.sender.takeDropped(), 0);
});

test("nothing is left when it is drained, also of what is only just being kept", async () => {
  const it = new Sending();
  void it.sender.keep("1-7", new Blob(["x"]), true);
  await it.sender.drained();
  assert.deepEqual(it.ids, ["1-7"]);
});

/** Evidence whose sender is fetched over a line that is broken so many times. */
class Fetching {
  readonly it = new Sending();
  readonly media: Media;
  asked = 0;

  constructor(failures = 0) {
    const fetch = async (): Promise<MediaSender> => {
      if (++this.asked <= failures) throw new TypeError("Failed to fetch dynamically imported module");
      return this.it.sender;
    };
    this.media = new Media(this.it.world.outside, fetch);
  }

  async keep(id: string, urgent = false): Promise<void> {
    this.it.world.time.now += 1;
    void this.media.keep(id, new Blob([`picture ${id}`], { type: "image/jpeg" }), urgent);
    await settle();
  }
}

test("what is taken before the sender is there waits for it, though it does not load at first", async () => {
  const fetching = new Fetching(3);
  await fetching.keep("1-7");
  await fetching.keep("1-8", true);
  assert.deepEqual(fetching.it.ids, []);
  await fetching.it.world.time.pass(20_000);
  await fetching.media.drained();
  assert.deepEqual([...fetching.it.ids].sort(), ["1-7", "1-8"]);
  await fetching.keep("1-9");
  await fetching.media.drained();
  assert.equal(fetching.it.ids.at(-1), "1-9");
  assert.equal(fetching.asked, 4);
});

test("without its sender the page keeps fifty, flags rather than snapshots, and says how many went", async () => {
  const fetching = new Fetching(1);
  await fetching.keep("flag", true);
  for (let i = 0; i < 51; i++) await fetching.keep(`snapshot ${i}`);
  assert.deepEqual([fetching.media.takeDropped(), fetching.media.takeDropped()], [2, 0]);
  await fetching.it.world.time.pass(5_000);
  await fetching.media.drained();
  assert.equal(fetching.it.ids.length, 50);
  assert.ok(fetching.it.ids.includes("flag") && !fetching.it.ids.includes("snapshot 1"));
});

test("an end waits for the sender that is on its way, and for nothing where none is needed", async () => {
  const fetching = new Fetching(1);
  await fetching.media.drained();
  void fetching.media.keep("1-7", new Blob(["x"]), true);
  await fetching.media.drained();
  assert.deepEqual(fetching.it.ids, ["1-7"]);
});
