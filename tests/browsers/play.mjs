// Plays one story in one browser: a JSON object on standard input says which, one on standard output says what was seen.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";

import { patience } from "./acts.mjs";
import { hasScript, launch, Watch } from "./launch.mjs";
import * as misled from "./misled.mjs";
import * as offline from "./offline.mjs";
import * as reading from "./reading.mjs";
import * as sending from "./sending.mjs";
import * as visits from "./visits.mjs";

const STORIES = { ...misled, ...offline, ...reading, ...sending, ...visits };
/** What a story does besides sending takes no longer. */
const BESIDES_SECONDS = 60;
/** An onion that was not visited lately takes tor up to two minutes to find. */
const ONION_MS = 150_000;

const story = await json(process.stdin);
const play = STORIES[story.story];
if (!play) throw new Error(`no such story: ${story.story}`);
const browser = await launch(story.browser, mkdtempSync(join(tmpdir(), "browser-")), story);
const seconds = patience(story) + BESIDES_SECONDS;
const { pid } = browser.process();
setTimeout(() => {
  process.kill(pid, "SIGKILL");
  throw new Error(`${story.story}: not over within ${seconds} s`);
}, seconds * 1000).unref();
try {
  const [page] = await browser.pages();
  if (story.proxy) page.setDefaultNavigationTimeout(ONION_MS);
  const watch = new Watch(story.origin);
  const script = hasScript(story.browser);
  await watch.over(page, script);
  const seen = await play({ browser, page, story, script, watch });
  process.stdout.write(JSON.stringify({ ...seen, requests: watch.requests, problems: watch.problems }));
} finally {
  await browser.close();
}
