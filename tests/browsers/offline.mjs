// A source saves the offline page, opens it from the disk, and seals into a file.
import { pathToFileURL } from "node:url";

import { choose, click, downloaded, isShown, sealing, textOf, type, until, wordsOf } from "./acts.mjs";

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
