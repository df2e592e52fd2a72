import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeTime } from "../testing/world.ts";
import { fetchPicture } from "./fetch-picture.ts";

const JPEG = { headers: { "content-type": "image/jpeg; charset=binary" } };

async function fetched(answer: Response | Error): Promise<{ found: Blob | string; asked: RequestInit | undefined }> {
  let asked: RequestInit | undefined;
  const fetch = async (_: string, init: RequestInit): Promise<Response> => {
    asked = init;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const found = await fetchPicture({ fetch, later: () => () => {} }, "https://pictures.example/ada.jpg");
  return { found, asked };
}

test("a picture is fetched without cookies and without the address of the page", async () => {
  const { found, asked } = await fetched(new Response("picture", JPEG));
  assert.ok(found instanceof Blob);
  assert.deepEqual([found.type, await found.text()], ["image/jpeg", "picture"]);
  const { mode, credentials, referrerPolicy } = asked ?? {};
  assert.deepEqual([mode, credentials, referrerPolicy], ["cors", "omit", "no-referrer"]);
});

test("what is no picture says so", async () => {
  const page = new Response("<svg/>", { headers: { "content-type": "image/svg+xml" } });
  assert.equal((await fetched(page)).found, "not_a_picture");
  assert.equal((await fetched(new Response("picture"))).found, "not_a_picture");
  assert.equal((await fetched(new Response("", { ...JPEG, status: 404 }))).found, "http_404");
  assert.equal((await fetched(new TypeError("Failed to fetch"))).found, "unreachable");
});

test("what is too large is not read to its end, whatever it says of itself", async () => {
  let given = 0;
  const endless = new ReadableStream({
    pull(into) {
      given++;
      into.enqueue(new Uint8Array(1_000_000));
    },
  });
  assert.equal((await fetched(new Response(endless, JPEG))).found, "too_large");
  assert.ok(given < 10);
  const said = new Response("", { headers: { ...JPEG.headers, "content-length": "5000001" } });
  assert.equal((await fetched(said)).found, "too_large");
});

test("a server that does not answer is not waited for", async () => {
  const time = new FakeTime();
  const fetch = (_: string, { signal }: RequestInit): Promise<Response> =>
    new Promise((__, reject) => signal?.addEventListener("abort", () => reject(new Error("aborted"))));
  const found = fetchPicture({ fetch, later: (ms, call) => time.later(ms, call) }, "https://slow.example/");
  await time.pass(30_000);
  assert.equal(await found, "unreachable");
});
