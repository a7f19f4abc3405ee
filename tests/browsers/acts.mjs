// What a person does with a page. With script off neither promises nor events of the page can be waited for: everything is looked at again and again.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const LOOK_AGAIN_MS = 50;
/** A look at a document that is just being replaced may never come back. */
const LOOK_MS = 5_000;

/** On loopback, nothing that a story sends takes longer. */
const PATIENCE_SECONDS = 240;

/** For how many seconds sending may take in a story. */
export const patience = (story) => story.patience ?? PATIENCE_SECONDS;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const giveUp = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

/** Looks until `look` finds something. A document that is just being replaced cannot be looked at. */
export async function until(what, look, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  let cause;
  for (;;) {
    const seen = look().catch((error) => void (cause = error));
    const found = await Promise.race([seen, giveUp(LOOK_MS)]);
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`, { cause });
    await pause(LOOK_AGAIN_MS);
  }
}

/** Clicks where an element is seen, on its first line: with script off, an element's own `click` hangs. */
export async function click(page, selector) {
  let last = "";
  const [x, y] = await until(selector, async () => {
    const at = await page.evaluate((selector) => {
      const element = document.querySelector(selector);
      element?.scrollIntoView({ block: "center", behavior: "instant" });
      const box = element?.getClientRects()[0];
      if (!box) return undefined;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const hit = document.elementFromPoint(x, y);
      return hit && (element.contains(hit) || hit.contains(element)) ? [x, y] : undefined;
    }, selector);
    // A page that still moves would be clicked where the element was.
    const still = at && last === String(at);
    last = String(at);
    return still && at;
  });
  await page.mouse.click(x, y);
}

export async function type(page, selector, text) {
  await click(page, selector);
  await page.keyboard.type(text);
}

export async function choose(page, selector, files) {
  const input = await until(selector, () => page.$(selector));
  await input.uploadFile(...files);
}

export const textOf = (page, selector) => page.$eval(selector, (element) => element.textContent.trim());

/** The parts of the page that are shown, of those asked for. */
export const shown = (page, selectors) =>
  page.evaluate((selectors) => selectors.filter((selector) => document.querySelector(selector)?.checkVisibility() ?? false), selectors);

export const isShown = async (page, selector) => (await shown(page, [selector])).length > 0;

/** All texts, in one step: `$$eval` goes through promises, which never resolve with script off. */
export const textsOf = (page, selector) =>
  page.evaluate((selector) => Array.from(document.querySelectorAll(selector), (element) => element.textContent.trim()), selector);

export const wordsOf = async (page) => (await textsOf(page, ".words li")).join(" ");

/** The page is ready to seal: until then it moves. */
export const sealing = (page) => until("sealing in the browser", () => isShown(page, '[data-active="browser"]'));

/** A file that the browser has saved whole: until then it is empty, or has another one beside it. */
export async function downloaded(folder, name) {
  const path = join(folder, name);
  await until(name, async () => {
    const partial = readdirSync(folder).some((other) => /\.(part|crdownload)$/.test(other) || other.startsWith("."));
    return !partial && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
  });
  return path;
}

/** The tab that an act opens. */
export async function opened(browser, act) {
  const before = await browser.pages();
  await act();
  return until("a new tab", async () => (await browser.pages()).find((page) => !before.includes(page)));
}
