import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import test, { mock } from "node:test";

import { FakeServer, type Troubles } from "./fake-server.ts";
import { NodeTransport } from "./node-transport.ts";
import "./vectors.ts";
import type { Sealed } from "../src/envelope.ts";
import { PIECE_BYTES, PIECE_STEP_BYTES } from "../src/limits.ts";
import { Pieces } from "../src/pieces.ts";
import { PATIENCE, Upload, type Outcome, type Watcher } from "../src/upload.ts";

const MIB = 1_048_576;
/** The page holds no more of what is sealed. */
const HELD_MAX_BYTES = 24 * MIB;
const silent: Watcher = { sent() {}, waiting() {}, resuming() {}, restarting() {}, finishing() {} };

/** Sealed bytes that come in chunks of an odd size. */
function sealed(bytes: Uint8Array, made: (bytes: number) => void = () => undefined): Sealed {
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, (at += 100_003)));
      made(Math.min(at, bytes.length));
    },
  });
  return { size: bytes.length, stream };
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

interface Story {
  outcome: Outcome;
  server: FakeServer;
  transport: NodeTransport;
  upload: Upload;
  /** Hashes of all that was sealed. */
  made: string[];
}

async function send(size: number, troubles: Troubles, watcher: Watcher = silent): Promise<Story> {
  const server = new FakeServer(troubles);
  const transport = new NodeTransport(await server.start());
  const made: string[] = [];
  const upload = new Upload(
    transport,
    async () => {
      const bytes = new Uint8Array(randomBytes(size));
      made.push(hash(bytes));
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
  assert.equal(hash(server.complete().at(-1) ?? Buffer.alloc(0)), made.at(-1));
}

for (const size of [1, 65_536, 10 * MIB + 5, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES]) {
  test(`${size} bytes arrive in as few requests as there are pieces`, async () => {
    const story = await send(size, {});
    assert.equal(story.outcome, "stored");
    assertStored(story);
    const pieces = Math.ceil(size / PIECE_BYTES);
    const [first, ...rest] = story.server.requests;
    assert.equal(first, "POST /upload");
    assert.deepEqual(rest.map((request) => request.split("/")[0]), Array(pieces - 1).fill("PATCH "));
    assert.equal(story.server.received, size);
  });
}

test("ten cuts cost nothing that had arrived, and nothing is sealed twice", async () => {
  const size = 60 * MIB;
  const cuts = Array.from({ length: 10 }, (_, i) => (i + 1) * 5 * MIB + 12_345 * i);
  const story = await send(size, { cuts });
  assert.equal(story.outcome, "stored");
  assertStored(story);
  assert.equal(story.made.length, 1);
  assert.equal(story.transport.waits.length, 10);
  assert.equal(story.server.received, size);
});

test("a creation that never arrived is sent again as it was, after asking for room", async () => {
  const story = await send(9 * MIB, { lostCreations: 2 });
  assert.equal(story.outcome, "stored");
  assertStored(story);
  assert.equal(story.made.length, 1);
  const methods = story.server.requests.map((request) => request.split(" ")[0]);
  assert.deepEqual(methods, ["POST", "HEAD", "POST", "HEAD", "POST", "PATCH"]);
  assert.equal(story.server.received, 9 * MIB);
});

test("of what is sealed the page holds at most 24 MiB", async () => {
  const server = new FakeServer();
  const transport = new NodeTransport(await server.start());
  const bytes = new Uint8Array(randomBytes(60 * MIB));
  let [most, acknowledged] = [0, 0];
  const seal = async (): Promise<Sealed> => sealed(bytes, (made) => (most = Math.max(most, made - acknowledged)));
  const upload = new Upload(transport, seal, silent);
  const sending = transport.send.bind(transport);
  transport.send = async (request) => {
    // Sealing goes on, as far as it may.
    for (let turn = 0; turn < 1_000; turn++) await new Promise(setImmediate);
    const answer = await sending(request);
    acknowledged += request.body?.size ?? 0;
    return answer;
  };
  const outcome = await upload.run();
  await server.stop();
  assert.equal(outcome, "stored");
  assert.ok(most > 23 * MIB, `${most}`);
  assert.ok(most <= HELD_MAX_BYTES, `${most}`);
});

test("what is sealed slowly is sent in whole steps, and in time", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const stalled = new Promise<void>(() => undefined);
    let step = 0;
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (step++ === 3) await stalled;
        controller.enqueue(new Uint8Array(PIECE_STEP_BYTES - 1));
      },
    });
    const pieces = new Pieces({ size: 10 * PIECE_STEP_BYTES, stream });
    const first = pieces.at(0);
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    mock.timers.tick(15_000);
    assert.equal((await first).size, 2 * PIECE_STEP_BYTES);
  } finally {
    mock.timers.reset();
  }
});

test("an answer that is lost after the last piece is asked for", async () => {
  const story = await send(5 * MIB, { lostAnswers: 1 });
  assert.equal(story.outcome, "stored");
  assert.equal(story.server.complete().length, 1);
  assert.match(story.server.requests.at(-1) ?? "", /^HEAD/);
});

test("a server that forgot gets a new envelope, whole", async () => {
  let restarts = 0;
  const story = await send(30 * MIB, { forgets: [13 * MIB] }, { ...silent, restarting: () => restarts++ });
  assert.equal(story.outcome, "stored");
  assertStored(story);
  assert.equal(story.made.length, 2);
  assert.notEqual(story.made[0], story.made[1]);
  assert.equal(restarts, 1);
});

test("a server that always forgets ends in an honest answer", async () => {
  const story = await send(30 * MIB, { forgets: Array.from({ length: 50 }, (_, i) => (i + 1) * 13 * MIB) });
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
  const story = await send(30 * MIB, { full: 3 });
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
  assert.equal(server.received, bytes.length);
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

test("what a cut creation brought is deleted, though the deletion came first", async () => {
  const asked: string[] = [];
  const transport = new NodeTransport("");
  transport.wait = async () => undefined;
  const upload: Upload = new Upload(transport, async () => sealed(new Uint8Array(10)), silent);
  let deleting: Promise<void> | undefined;
  transport.send = async ({ method }) => {
    asked.push(method);
    if (method === "DELETE") return { status: asked.length < 4 ? 404 : 204, header: () => null };
    deleting = upload.cancel();
    throw new Error("cut");
  };
  assert.equal(await upload.run(), "cancelled");
  await deleting;
  assert.deepEqual(asked, ["POST", "DELETE", "DELETE", "DELETE"]);
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
