// Takes the README's pictures of the real thing: node pictures.mjs SOURCES_ORIGIN OBSERVATORY_ORIGIN FOLDER.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { click, isShown, sealing, type, until } from "./acts.mjs";
import { launch } from "./launch.mjs";

const MESSAGE =
  "Hello. I work at the town hall. Microphones that listen for “abnormal” noise were put up around the port, " +
  "and the council never voted on it. The agreement with the vendor is attached.";
/** Wide enough for both columns of a page, small enough for the README. */
const VIEWPORT = { width: 1000, height: 900 };

const [sources, observatory, folder] = process.argv.slice(2);
const browser = await launch("firefox-standard", mkdtempSync(join(tmpdir(), "browser-")), {});
try {
  const page = await browser.newPage();
  await page.setViewport(VIEWPORT);
  await page.goto(`${sources}/en`);
  await sealing(page);
  await click(page, "#begin-form button");
  await until("the letter", () => isShown(page, "#letter"));
  await type(page, "#message", MESSAGE);
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(folder, "source.png") });
  // A page of its own: the source's page asks before it drops what was written.
  const reader = await browser.newPage();
  await reader.setViewport(VIEWPORT);
  await reader.goto(observatory);
  await reader.screenshot({ path: join(folder, "observatory.png") });
} finally {
  await browser.close();
}
