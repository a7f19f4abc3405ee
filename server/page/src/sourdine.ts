// One file, three grounds: the worker, the page that a server sent, and the page that was saved to
// seal offline.

import { SCRIPT_PATH } from "./limits.ts";
import { show } from "./page.ts";
import { work } from "./worker.ts";

if (typeof document === "undefined") {
  work();
} else {
  const inline = document.getElementById("sourdine");
  if (inline) {
    const script = URL.createObjectURL(new Blob([inline.textContent ?? ""], { type: "text/javascript" }));
    const roster = document.querySelector<HTMLTemplateElement>("#roster")?.content.textContent ?? "";
    show({ worker: () => new Worker(script), roster });
  } else {
    show({ worker: () => new Worker(SCRIPT_PATH), roster: undefined });
  }
}
