// A source sends a message and files, with script and without.
import { choose, click, isShown, opened, patience, sealing, shown, textOf, textsOf, type, until, wordsOf } from "./acts.mjs";

const ENDS = ["#done", "#unconfirmed", "#failed"];
const STATES = ["#letter", "#sending", ...ENDS];

export async function sendWithScript({ page, story }) {
  await page.goto(`${story.origin}/${story.language}`);
  await sealing(page);
  const protection = await textOf(page, '[data-active="browser"] h3');
  await click(page, "#begin-form button");
  await until("the letter", () => isShown(page, "#letter"));
  const words = await wordsOf(page);
  if (story.message) await type(page, "#message", story.message);
  if (story.files.length > 0) await choose(page, "#files", story.files);
  const listed = await textsOf(page, "#chosen li bdi:first-child");
  await click(page, "#kept");
  await click(page, "#send");
  const stages = [];
  // The page takes a moment to leave the letter, or to say why it does not.
  const { problem, state } = await until(
    "an end",
    async () => {
      const problem = await textOf(page, "#problem");
      if (problem) return { problem };
      const stage = await textOf(page, "#stage");
      if (stages.at(-1) !== stage) stages.push(stage);
      const [state] = await shown(page, STATES);
      return ENDS.includes(state) && { state };
    },
    patience(story),
  );
  if (problem) return { problem };
  const heading = await textOf(page, `${state} h1`);
  const leftovers = await page.evaluate(() => document.querySelector("#words").textContent + document.querySelector("#message").value);
  return { protection, words, listed, stages, state, heading, leftovers };
}

export async function sendWithoutScript({ browser, page, story, watch }) {
  await page.goto(`${story.origin}/${story.language}`, { waitUntil: "domcontentloaded" });
  const protection = await textOf(page, '[data-active="server"] h3');
  const others = await shown(page, ['[data-active="browser"]', "#writing"]);
  await click(page, "#begin-form button");
  await until("the form", async () => page.url().endsWith("/begin") && (await page.$("#letter")));
  const words = await wordsOf(page);
  if (story.message) await type(page, "#message", story.message);
  const inputs = ["#files", "#files-more", "#files-third"];
  const share = Math.ceil(story.files.length / inputs.length);
  for (const [index, input] of inputs.entries()) {
    const files = story.files.slice(index * share, (index + 1) * share);
    if (files.length > 0) await choose(page, input, files);
  }
  await click(page, "#kept");
  const answers = [];
  const receipts = story.lost.includes(true) ? [await receiptOf({ browser, page, story, watch })] : [];
  for (const lost of story.lost) {
    const tab = await opened(browser, () => click(page, "#letter button"));
    await watch.over(tab, false);
    if (lost) {
      // The answer is lost some time after the form has left: a source asks until it is there.
      const ask = async () => [await receiptOf({ browser, page, story, watch })].find((heading) => heading !== receipts[0]);
      receipts.push(await until("another receipt", ask));
    } else {
      answers.push(await answerIn(tab, story));
    }
    await page.bringToFront();
  }
  return { protection, others, words, answers, receipts, kept: await wordsOf(page) };
}

/** Asks the receipt, in a tab of its own. */
async function receiptOf({ browser, page, story, watch }) {
  const tab = await opened(browser, () => click(page, "#asking button"));
  await watch.over(tab, false);
  const { heading } = await answerIn(tab, story);
  await tab.close();
  await page.bringToFront();
  return heading;
}

/** What a tab says in the end. */
async function answerIn(tab, story) {
  const heading = await until("an answer", () => textOf(tab, "h1"), patience(story));
  const facts = await textsOf(tab, ".facts li");
  return { heading, facts };
}
