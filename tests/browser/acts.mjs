// What a person does with a page. With script off neither promises nor events of the page can be waited for: everything is looked at again and again.
const LOOK_AGAIN_MS = 50;
/** A look at a document that is just being replaced may never come back. */
const LOOK_MS = 5_000;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const giveUp = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

/** Looks until `look` finds something. */
export async function until(what, look, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await Promise.race([look(), giveUp(LOOK_MS)]);
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await pause(LOOK_AGAIN_MS);
  }
}

/** Clicks where an element is seen, on its first line: with script off, an element's own `click` hangs. */
export async function click(page, selector) {
  const [x, y] = await until(selector, () =>
    page.evaluate((selector) => {
      const element = document.querySelector(selector);
      element?.scrollIntoView({ block: "center", behavior: "instant" });
      const box = element?.getClientRects()[0];
      return box && [box.x + box.width / 2, box.y + box.height / 2];
    }, selector),
  );
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
