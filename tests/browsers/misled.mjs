// A source makes mistakes, goes back and forth, and hides what must not be seen.
import { choose, click, isShown, opened, sealing, textOf, textsOf, type, until, wordsOf } from "./acts.mjs";

/** What is said beside a field, and whether the field says so too. */
const complaint = (page, field) =>
  page.evaluate((field) => {
    const problem = document.getElementById("problem");
    const element = document.querySelector(field);
    return {
      said: problem.textContent,
      beside: problem.parentElement === element.closest("section"),
      invalid: element.getAttribute("aria-invalid"),
      focused: document.activeElement === element,
      described: element.getAttribute("aria-describedby").split(" ").includes("problem"),
    };
  }, field);

/** With script: story.files are a plain file, one that is sealed and one that was spoiled; the last is larger than the desk takes. */
export async function mistakes({ page, story }) {
  const large = story.files.at(-1);
  const files = story.files.slice(0, -1);
  await page.goto(`${story.origin}/${story.language}`);
  await sealing(page);
  const titles = [await page.title()];
  await click(page, "#begin-form button");
  await until("the letter", () => isShown(page, "#letter"));
  titles.push(await page.title());

  await click(page, "#send");
  await until("a problem", () => textOf(page, "#problem"));
  const empty = await complaint(page, "#message");
  await type(page, "#message", " ");
  const stillEmpty = await complaint(page, "#message");
  await type(page, "#message", story.message);
  const mended = await complaint(page, "#message");

  await choose(page, "#files", [large]);
  await click(page, "#send");
  await until("a problem", () => textOf(page, "#problem"));
  const tooLarge = await complaint(page, "#files");
  await click(page, "#chosen button");
  const takenOut = await complaint(page, "#files");

  await choose(page, "#files", files);
  await until("what they are", async () => (await textsOf(page, "#chosen small")).length === 2);
  const notes = await textsOf(page, "#chosen li small");

  // The browser's own way back, and forth again: nothing is lost.
  const words = await wordsOf(page);
  await page.goBack();
  await until("the first page", () => isShown(page, "#reading"));
  titles.push(await page.title());
  await page.goForward();
  await until("the letter", () => isShown(page, "#letter"));
  const kept = {
    message: await page.$eval("#message", (message) => message.value.trim()),
    files: (await textsOf(page, "#chosen li")).length,
    words: (await wordsOf(page)) === words,
  };
  await click(page, "#send");
  await until("the end", () => isShown(page, "#done"));
  titles.push(await page.title());
  return { titles, empty, stillEmpty, mended, tooLarge, takenOut, notes, kept, facts: await textsOf(page, "#facts li") };
}

/** Only what was sealed beforehand: it brings words of its own. */
export async function sealedBeforehand({ page, story }) {
  await page.goto(`${story.origin}/${story.language}`);
  await sealing(page);
  await click(page, "#begin-form button");
  await until("the letter", () => isShown(page, "#letter"));
  const before = await isShown(page, "#words");
  await choose(page, "#files", story.files);
  await until("no words", () => isShown(page, "#other-words"));
  const after = await isShown(page, "#words");
  await type(page, "#message", "a");
  return { before, after, written: await isShown(page, "#words") };
}

/** The words are seen, and then neither on paper nor over a shoulder. */
export async function hidesTheWords({ page, story, script }) {
  await page.goto(`${story.origin}/${story.language}`, { waitUntil: "domcontentloaded" });
  if (script) await sealing(page);
  await click(page, "#begin-form button");
  await until("the letter", () => isShown(page, "#letter"));
  const seen = [await isShown(page, ".words")];
  await page.emulateMediaType("print");
  seen.push(await isShown(page, ".words"));
  await page.emulateMediaType("screen");
  await click(page, "#kept");
  seen.push(await isShown(page, ".words"));
  await click(page, "#kept");
  seen.push(await isShown(page, ".words"));
  const told = await textsOf(page, "section[aria-labelledby=codename] p");
  return { seen, told: told.join("\n"), required: (await page.$("#kept[required]")) !== null };
}

/** Without script: a form with nothing in it, and then the same form with something. */
export async function sendsNothingFirst({ browser, page, story, watch }) {
  await page.goto(`${story.origin}/${story.language}`, { waitUntil: "domcontentloaded" });
  await click(page, "#begin-form button");
  await until("the form", async () => page.url().endsWith("/begin") && (await page.$("#letter")));
  const words = await wordsOf(page);
  const said = [];
  for (const typed of ["", " \u200b", story.message]) {
    if (typed) await type(page, "#message", typed);
    const tab = await opened(browser, () => click(page, "#letter button"));
    await watch.over(tab, false);
    await until("an answer", () => textOf(tab, "h1"));
    said.push(await textOf(tab, "main"));
    await tab.close();
    await page.bringToFront();
  }
  return { said, kept: (await wordsOf(page)) === words };
}

/** The server forgets what it had: the page says so, and what it shows does not fall. */
export async function isForgotten({ page, story }) {
  await page.goto(`${story.origin}/${story.language}`);
  await sealing(page);
  await click(page, "#begin-form button");
  await until("the letter", () => isShown(page, "#letter"));
  await type(page, "#message", story.message);
  await choose(page, "#files", story.files);
  await page.evaluate(() => {
    const [bar, stage] = ["progress", "stage"].map((id) => document.getElementById(id));
    window.seen = [];
    const note = () => window.seen.push([bar.hasAttribute("value") ? bar.value : 0, stage.textContent]);
    new MutationObserver(note).observe(stage, { childList: true, characterData: true, subtree: true });
  });
  await click(page, "#send");
  await until("the end", () => isShown(page, "#done"));
  return { seen: await page.evaluate(() => window.seen) };
}
