// A source saves the offline page, opens it from the disk, and seals into a file.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { choose, click, isShown, textOf, type, until, wordsOf } from "./acts.mjs";

export async function sealOffline({ page, story }) {
  await page.goto(`${story.origin}/${story.language}`);
  await sealing(page); // until then the page moves
  await click(page, `a[href="/${story.language}/offline"]`);
  const saved = await downloaded(story.downloads, `sourdine-offline-${story.language}.html`);
  await page.goto(pathToFileURL(saved).href);
  await sealing(page);
  await click(page, "#begin-form button");
  await until("the letter", () => isShown(page, "#letter"));
  const words = await wordsOf(page);
  await type(page, "#message", story.message);
  await choose(page, "#files", story.files);
  await click(page, "#kept");
  await click(page, "#send");
  await until("the end", () => isShown(page, "#done"));
  const heading = await textOf(page, "#done h1");
  await click(page, "#save");
  await downloaded(story.downloads, "sealed.age");
  return { words, heading };
}

const sealing = (page) => until("sealing in the browser", () => isShown(page, '[data-active="browser"]'));

/** A file that the browser has saved whole: until then it is empty, or has another one beside it. */
async function downloaded(folder, name) {
  const path = join(folder, name);
  await until(name, async () => {
    const partial = readdirSync(folder).some((other) => /\.(part|crdownload)$/.test(other) || other.startsWith("."));
    return !partial && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
  });
  return path;
}
