// The ways of a source through the pages, one story each, for recordings of what Firefox asks.
import { choose, click, downloaded, isShown, opened, sealing, textOf, textsOf, type, until } from "./acts.mjs";

/** With script: from the first page, or from a language's page and by its link to the other language; then writes and sends. */
export async function visitWithScript({ page, story }) {
  await page.goto(`${story.origin}${story.start}`);
  await sealing(page);
  if (story.language !== story.start.slice(1) && story.start !== "/") {
    await click(page, `.languages a[href="/${story.language}"]`);
    await until("the other language", () => page.evaluate((code) => document.documentElement.lang === code, story.language));
    await sealing(page);
  }
  await click(page, "#begin-form button");
  await until("the letter", () => isShown(page, "#letter"));
  await type(page, "#message", story.message);
  if (story.files.length > 0) await choose(page, "#files", story.files);
  await click(page, "#send");
  if (story.cancels) {
    await until("the first bytes", async () => /[0-9]/.test(await textOf(page, "#stage")));
    await click(page, "#cancel");
    await until("the stop", () => isShown(page, "#failed"));
  } else {
    await until("the end", () => isShown(page, "#done"));
  }
  return {};
}

/** With script: reads the page on keys, saves both files of them and, back on the first page, the offline page. */
export async function visitReading({ page, story }) {
  const { language } = story;
  await page.goto(`${story.origin}/${language}`);
  await sealing(page);
  await click(page, `a[href="/${language}/keys"]`);
  await until("the keys", () => page.$("#age-command"));
  for (const name of ["editors.txt", "editors.asc"]) {
    await click(page, `a[href="/${name}"]`);
    await downloaded(story.downloads, name);
  }
  await click(page, `a[href="/${language}"]`);
  await sealing(page);
  await click(page, `a[href="/${language}/offline"]`);
  await downloaded(story.downloads, `sourdine-offline-${language}.html`);
  return {};
}

/** Without script: a codename, a receipt that is not there, a message, and the receipt again. */
export async function visitWithoutScript({ browser, page, story, watch }) {
  await page.goto(`${story.origin}/${story.language}`, { waitUntil: "domcontentloaded" });
  await click(page, "#begin-form button");
  await until("the form", async () => page.url().endsWith("/begin") && (await page.$("#letter")));
  const answers = [];
  const ask = async (selector) => {
    const tab = await opened(browser, () => click(page, selector));
    await watch.over(tab, false);
    answers.push(await until("an answer", () => textOf(tab, "h1")));
    await page.bringToFront();
  };
  await ask("#asking button");
  await type(page, "#message", story.message);
  await ask("#letter button");
  await ask("#asking button");
  return { answers, facts: await textsOf(page, "#codename li") };
}
