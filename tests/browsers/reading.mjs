// Every page in every state, for people who cannot see it, or see it badly, or use no mouse.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { choose, click, downloaded, isShown, opened, sealing, textOf, textsOf, type, until } from "./acts.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** A desktop's window by day, a phone's by night. */
const LOOKS = [
  { name: "desktop-light", scheme: "light", width: 1280, height: 900 },
  { name: "phone-dark", scheme: "dark", width: 390, height: 844 },
];
/** A page has fewer places to stop at. */
const TABS_MAX = 80;

/** Sends once in vain, to see the states on the way, then to the end; and does the same without the script. */
export async function readEverything({ browser, page, story, watch }) {
  const reader = new Reader(story);
  const home = `${story.origin}/${story.language}`;

  await page.goto(home);
  await sealing(page);
  await reader.read(page, "landing");
  await reader.readAs(page, "landing-without-script", "server", "off");
  await reader.readAs(page, "landing-broken", "server", "broken");
  await reader.readAs(page, "landing-checking", "checking");
  await click(page, "#begin-form button");
  await until("the letter", () => isShown(page, "#letter"));
  await click(page, "#send");
  await until("a problem", () => textOf(page, "#problem"));
  await reader.read(page, "letter");
  await type(page, "#message", story.message);
  await choose(page, "#files", story.files);
  await until("what they are", async () => (await textsOf(page, "#chosen small")).length === story.noted);
  await reader.read(page, "letter-files");
  await click(page, "#send");
  await until("a cut", async () => /[0-9]/.test(await textOf(page, "#stage")));
  await reader.read(page, "sending");
  await click(page, "#cancel");
  await until("the stop", () => isShown(page, "#failed"));
  await reader.read(page, "failed");
  await click(page, "#again");
  await click(page, "#send");
  await until("the end", () => isShown(page, "#done"));
  await reader.read(page, "done");
  // It takes five minutes without a network to come there by itself: only the sight of it is tried here.
  await page.evaluate(() => {
    document.getElementById("done").hidden = true;
    document.getElementById("unconfirmed").hidden = false;
  });
  await reader.read(page, "unconfirmed");

  await page.goto(`${home}/keys`);
  await reader.read(page, "keys");
  await page.goto(`${home}/nothing`);
  await reader.read(page, "not-found");

  await page.goto(home);
  await sealing(page);
  await click(page, `a[href="/${story.language}/offline"]`);
  const saved = await downloaded(story.downloads, `sourdine-offline-${story.language}.html`);

  // Past the script's listener, as a browser without script sends it.
  await page.evaluate(() => document.getElementById("begin-form").submit());
  await until("the form", () => page.$("#asking"));
  await reader.read(page, "begin");
  await reader.readTab(browser, watch, "absent", () => click(page, "#asking button"));
  await page.bringToFront();
  await reader.readTab(browser, watch, "empty", () => click(page, "#letter button"));
  await page.bringToFront();
  await choose(page, "#files", story.files);
  await type(page, "#message", story.message);
  await click(page, "#kept");
  await reader.readTab(browser, watch, "confirmation", () => click(page, "#letter button"));
  await page.bringToFront();
  await reader.readTab(browser, watch, "arrived", () => click(page, "#asking button"));
  await page.bringToFront();
  await page.evaluate(() => document.querySelectorAll("[name=receipt]").forEach((receipt) => (receipt.value = "none")));
  await reader.readTab(browser, watch, "malformed", () => click(page, "#asking button"));
  await page.bringToFront();

  await page.goto(pathToFileURL(saved).href);
  await sealing(page);
  await reader.read(page, "offline");
  await reader.readAs(page, "offline-without-script", "server");
  await click(page, "#begin-form button");
  await until("the letter", () => isShown(page, "#letter"));
  await type(page, "#message", story.message);
  await click(page, "#kept");
  await reader.read(page, "offline-letter");
  await click(page, "#send");
  await until("the end", () => isShown(page, "#done"));
  await reader.read(page, "offline-done");
  return { read: reader.read_, violations: reader.violations };
}

/** Pages that a server answers only when something is wrong: each stands at a path of its own. */
export async function readStates({ page, story }) {
  const reader = new Reader(story);
  for (const name of story.pages) {
    await page.goto(`${story.origin}/${story.language}/state/${name}`, { waitUntil: "domcontentloaded" });
    await until("a page", () => textOf(page, "h1"));
    await reader.read(page, name);
  }
  return { read: reader.read_, violations: reader.violations };
}

class Reader {
  read_ = [];
  violations = [];
  #story;

  constructor(story) {
    this.#story = story;
  }

  /** Reads the page as it is where the server seals, or while it is not known yet what does. */
  async readAs(page, name, active, why) {
    const show = (active, why) =>
      page.evaluate(
        (active, why) => {
          for (const part of document.querySelectorAll("[data-active]")) part.hidden = part.dataset.active !== active;
          for (const part of document.querySelectorAll("[data-why]")) part.hidden = part.dataset.why !== why;
        },
        active,
        why,
      );
    await show(active, why);
    await this.read(page, name);
    await show("browser");
  }

  /** Has axe-core read the page as it is, at each look. `shots` in a story names a folder for pictures of them. */
  async read(page, name) {
    for (const look of LOOKS) {
      await page.setViewport({ width: look.width, height: look.height });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: look.scheme }]);
      const found = await page.evaluate(`${AXE}; axe.run(document, { resultTypes: ["violations"] })`);
      for (const { id, nodes } of found.violations) {
        this.violations.push(`${name}, ${look.name}: ${id} at ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) this.violations.push(`${name}, ${look.name}: ${wide} pixels too wide`);
      const { shots, language } = this.#story;
      if (shots) await page.screenshot({ path: join(shots, `${language}-${name}-${look.name}.png`), fullPage: true });
    }
    await page.setViewport({ width: LOOKS[0].width, height: LOOKS[0].height });
    this.read_.push(name);
  }

  async readTab(browser, watch, name, act) {
    const tab = await opened(browser, act);
    await watch.over(tab, false);
    await until("an answer", () => tab.$("h1"));
    await this.read(tab, name);
    await tab.close();
  }
}

/** Sends without a mouse. In Chromium: Firefox's window has no focus without a screen, and its buttons then take no key. */
export async function sendByKeyboard({ browser, page, story, script }) {
  await page.goto(`${story.origin}/${story.language}`, { waitUntil: "domcontentloaded" });
  if (script) await sealing(page);
  await tabTo(page, "a");
  const first = await textOf(page, ":focus");
  await tabTo(page, "#begin-form button");
  await page.keyboard.press("Enter");
  await until("the letter", () => isShown(page, "#letter"));
  await tabTo(page, "#kept");
  await page.keyboard.press("Space");
  await tabTo(page, "#message");
  await page.keyboard.type(story.message);
  if (story.files.length > 0) {
    await tabTo(page, "#files");
    // The key may be faster than the order to look for what it opens.
    const open = async () => (await Promise.all([page.waitForFileChooser({ timeout: 2_000 }), page.keyboard.press("Enter")]))[0];
    await (await until("the choice of files", open)).accept(story.files);
  }
  await tabTo(page, "#letter button:not([type])");
  if (script) {
    await page.keyboard.press("Enter");
    await until("the end", () => isShown(page, "#done"));
    return { first, heading: await textOf(page, ":focus") };
  }
  const tab = await opened(browser, () => page.keyboard.press("Enter"));
  const heading = await until("an answer", () => textOf(tab, "h1"));
  return { first, heading };
}

/** Goes from place to place, each of which must be seen, until one matches. */
async function tabTo(page, selector) {
  for (let tabs = 0; tabs < TABS_MAX; tabs++) {
    await page.keyboard.press("Tab");
    const [here, seen, name] = await page.evaluate((selector) => {
      const focused = document.activeElement;
      if (focused === document.body) return [false, true, ""]; // somewhere in the browser's own window
      const outlined = (element) => element && getComputedStyle(element).outlineStyle !== "none";
      const label = focused.labels?.[0];
      return [focused.matches(selector), outlined(focused) || outlined(label), focused.outerHTML.slice(0, 80)];
    }, selector);
    if (!seen) throw new Error(`the focus is not seen at ${name}`);
    if (here) return;
  }
  throw new Error(`${selector} is out of reach`);
}

/** Does what the policy forbids: whoever watches must see it. */
export async function misbehave({ page, story }) {
  await page.goto(`${story.origin}/${story.language}`);
  await page.evaluate(() => {
    document.body.append(Object.assign(new Image(), { src: "http://127.0.0.2:9/elsewhere" }));
  });
  await until("the end", async () => page.evaluate(() => document.images[0].complete));
  return {};
}
