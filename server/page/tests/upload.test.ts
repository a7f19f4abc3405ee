import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import test from "node:test";

import { FakeServer, type Troubles } from "./fake-server.ts";
import { NodeTransport } from "./node-transport.ts";
import "./vectors.ts";
import type { Sealed } from "../src/envelope.ts";
import { PIECE_BYTES } from "../src/limits.ts";
import { PATIENCE, Upload, type Outcome, type Watcher } from "../src/upload.ts";

const MIB = 1_048_576;
const silent: Watcher = { sent() {}, waiting() {}, resuming() {}, restarting() {}, finishing() {} };

/** Sealed bytes that come in chunks of an odd size. */
function sealed(bytes: Uint8Array): Sealed {
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, (at += 100_003)));
    },
  });
  return { size: bytes.length, stream };
}

interface Story {
  outcome: Outcome;
  server: FakeServer;
  transport: NodeTransport;
  upload: Upload;
  made: Uint8Array[];
}

async function send(size: number, troubles: Troubles, watcher: Watcher = silent): Promise<Story> {
  const server = new FakeServer(troubles);
  const transport = new NodeTransport(await server.start());
  const made: Uint8Array[] = [];
  const upload = new Upload(
    transport,
    async () => {
      const bytes = new Uint8Array(randomBytes(size));
      made.push(bytes);
      return sealed(bytes);
    },
    watcher,
  );
  try {
    return { outcome: await upload.run(), server, transport, upload, made };
  } finally {
    await server.stop();
  }
}

function assertStored({ server, made }: Story): void {
  const whole = server.complete().at(-1) ?? Buffer.alloc(0);
  const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
  assert.equal(hash(whole), hash(made.at(-1) ?? new Uint8Array(0)));
}

for (const size of [1, 65_536, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES, 10 * MIB + 5]) {
  test(`${size} bytes arrive in as few requests as there are pieces`, async () => {
    const story = await send(size, {});
    assert.equal(story.outcome, "stored");
    assertStored(story);
    assert.equal(story.server.requests.length, 1 + Math.ceil(size / PIECE_BYTES));
    assert.equal(story.server.received, size);
  });
}

test("ten cuts cost at most one piece each, and nothing is sealed twice", async () => {
  const size = 60 * MIB;
  const cuts = Array.from({ length: 10 }, (_, i) => (i + 1) * 5 * MIB + 12_345 * i);
  const story = await send(size, { cuts });
  assert.equal(story.outcome, "stored");
  assertStored(story);
  assert.equal(story.made.length, 1);
  assert.equal(story.transport.waits.length, 10);
  assert.ok(story.server.received - size <= 10 * PIECE_BYTES);
});

test("an answer that is lost after the last piece is asked for", async () => {
  const story = await send(5 * MIB, { lostAnswers: 1 });
  assert.equal(story.outcome, "stored");
  assert.equal(story.server.complete().length, 1);
  assert.match(story.server.requests.at(-1) ?? "", /^HEAD/);
});

test("a server that forgot gets a new envelope, whole", async () => {
  let restarts = 0;
  const story = await send(9 * MIB, { forgets: [5 * MIB] }, { ...silent, restarting: () => restarts++ });
  assert.equal(story.outcome, "stored");
  assertStored(story);
  assert.equal(story.made.length, 2);
  assert.notDeepEqual(story.made[0], story.made[1]);
  assert.equal(restarts, 1);
});

test("a server that always forgets ends in an honest answer", async () => {
  const story = await send(9 * MIB, { forgets: Array.from({ length: 50 }, (_, i) => (i + 1) * 5 * MIB) });
  assert.equal(story.outcome, "unconfirmed");
});

for (const [status, outcome] of [
  [413, "too-large"],
  [507, "full"],
  [400, "refused"],
] as const) {
  test(`${status} is taken for an answer`, async () => {
    assert.equal((await send(10, { refusal: status })).outcome, outcome);
  });
}

test("a vault that fills in the middle is waited for, and nothing is sealed twice", async () => {
  const story = await send(9 * MIB, { full: 3 });
  assert.equal(story.outcome, "stored");
  assertStored(story);
  assert.equal(story.made.length, 1);
  assert.deepEqual(story.transport.waits, PATIENCE.slice(0, 3));
});

test("a server that forgets, but gets further each time, is asked again", async () => {
  const forgets = Array.from({ length: 6 }, (_, i) => i).map((i) => (PIECE_BYTES * (i + 1) * (i + 4)) / 2);
  const story = await send(9 * PIECE_BYTES, { forgets });
  assert.equal(story.outcome, "stored");
  assert.equal(story.made.length, 7);
});

test("a busy server is asked again, for ever longer", async () => {
  const story = await send(10, { busy: 4 });
  assert.equal(story.outcome, "stored");
  assert.deepEqual(story.transport.waits, PATIENCE.slice(0, 4));
});

test("after enough silence nothing is claimed; trying again goes on from there", async () => {
  const server = new FakeServer({ cuts: [5 * MIB] });
  const base = await server.start();
  const transport = new NodeTransport(base);
  const bytes = new Uint8Array(randomBytes(9 * MIB));
  const upload = new Upload(transport, async () => sealed(bytes), silent);
  let silentServer = true;
  const send = transport.send.bind(transport);
  transport.send = (request) =>
    silentServer && server.received >= 5 * MIB ? Promise.reject(new Error("silence")) : send(request);
  assert.equal(await upload.run(), "unconfirmed");
  assert.deepEqual(transport.waits, PATIENCE);
  silentServer = false;
  assert.equal(await upload.run(), "stored");
  assert.ok(Buffer.from(bytes).equals(server.complete()[0] ?? Buffer.alloc(0)));
  assert.ok(server.received - bytes.length <= PIECE_BYTES);
  await server.stop();
});

test("progress grows and says what it is", async () => {
  const seen: number[] = [];
  const said: string[] = [];
  const story = await send(
    20 * MIB,
    { cuts: [6 * MIB] },
    {
      sent: (thousandths) => seen.push(thousandths),
      waiting: () => said.push("waiting"),
      resuming: () => said.push("resuming"),
      restarting: () => said.push("restarting"),
      finishing: () => said.push("finishing"),
    },
  );
  assert.equal(story.outcome, "stored");
  assert.equal(seen.at(-1), 1000);
  assert.deepEqual(said, ["waiting", "resuming", "finishing"]);
});

test("cancelling stops, and has the pieces deleted", async () => {
  const server = new FakeServer();
  const transport = new NodeTransport(await server.start());
  const bytes = new Uint8Array(12 * MIB);
  const upload: Upload = new Upload(transport, async () => sealed(bytes), {
    ...silent,
    sent: (thousandths) => {
      if (thousandths > 300) void upload.cancel();
    },
  });
  assert.equal(await upload.run(), "cancelled");
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(server.uploads.size, 0);
  await server.stop();
});

test("an endless 409 is not an endless loop", async () => {
  const transport = new NodeTransport("");
  transport.send = async ({ method }) => ({
    status: method === "POST" ? 201 : method === "HEAD" ? 204 : 409,
    header: (name) => (name === "Location" ? "/upload/x" : name === "Upload-Offset" ? "0" : "?0"),
  });
  const upload = new Upload(transport, async () => sealed(new Uint8Array(10)), silent);
  assert.equal(await upload.run(), "unconfirmed");
});
