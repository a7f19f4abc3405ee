// Real browsers with fresh profiles, as sources have them: Firefox at Tor Browser's three security levels, Chromium with script and without.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const NO_JIT = {
  "javascript.options.ion": false,
  "javascript.options.baselinejit": false,
  "javascript.options.native_regexp": false,
  "javascript.options.asmjs": false,
  "javascript.options.wasm": false,
};
const TOR_BROWSER = { "privacy.resistFingerprinting": true };
const LEVELS = {
  "firefox-standard": {},
  "firefox-safer": NO_JIT,
  "firefox-safest": { ...NO_JIT, "javascript.enabled": false, "svg.disabled": true },
};
const savingTo = (folder) => ({
  "browser.download.folderList": 2,
  "browser.download.dir": folder,
  "browser.download.useDownloadDir": true,
  "browser.download.always_ask_before_handling_new_types": false,
});
/** As Tor Browser goes through its tor: names too, and an onion is a place as safe as one with https. */
const throughTor = (port) => ({
  "network.proxy.type": 1,
  "network.proxy.socks": "127.0.0.1",
  "network.proxy.socks_port": port,
  "network.proxy.socks_remote_dns": true,
  "network.dns.blockDotOnion": false,
  "dom.security.https_only_mode": false,
  "dom.securecontext.allowlist_onions": true,
});
/** Asks for these languages: without its answer, it would ask for English alone. */
const asking = (languages) => ({ "privacy.spoof_english": 1, "intl.accept_languages": languages });
const CHROMIUM_ARGUMENTS = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];
const SCRIPT_BLOCKED = { profile: { default_content_setting_values: { javascript: 2 } } };

/** Whether pages may run scripts in this browser. */
export const hasScript = (name) => name !== "firefox-safest" && name !== "chromium-without-script";

/** A browser at a level, which saves its downloads in a folder, and goes through the tor at a port, if one is named. */
export async function launch(name, folder, { downloads, proxy, languages }) {
  const viewport = { width: 1280, height: 900 };
  if (name.startsWith("firefox")) {
    return puppeteer.launch({
      browser: "firefox",
      executablePath: "/usr/bin/firefox-esr",
      headless: true,
      defaultViewport: null,
      extraPrefsFirefox: { ...TOR_BROWSER, ...LEVELS[name], ...(downloads ? savingTo(downloads) : {}), ...(proxy ? throughTor(proxy) : {}), ...(languages ? asking(languages) : {}) },
      args: [`--width=${viewport.width}`, `--height=${viewport.height}`],
    });
  }
  if (proxy) throw new Error("Tor Browser is a Firefox");
  const profile = join(folder, "chromium");
  mkdirSync(join(profile, "Default"), { recursive: true });
  if (!hasScript(name)) writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(SCRIPT_BLOCKED));
  return puppeteer.launch({
    executablePath: "/usr/bin/chromium",
    headless: true,
    userDataDir: profile,
    defaultViewport: viewport,
    ...(downloads ? { downloadBehavior: { policy: "allow", downloadPath: downloads } } : {}),
    args: CHROMIUM_ARGUMENTS,
  });
}

/** Notes what must not happen: errors on the console, violations of the policy, requests to anyone but the desk. */
export class Watch {
  requests = [];
  problems = [];
  #origin;
  #seen = new WeakSet();

  constructor(origin) {
    this.#origin = origin;
  }

  async over(page, script) {
    if (this.#seen.has(page)) return;
    this.#seen.add(page);
    page.on("request", (request) => {
      const url = request.url();
      this.requests.push(`${request.method()} ${url.slice(0, 120)}`);
      const own = url.startsWith(this.#origin) || /^(data|blob|about|file):/.test(url);
      if (!own) this.problems.push(`a request to ${url}`);
    });
    page.on("console", (message) => {
      const text = message.text();
      const refused = REFUSED.test(text) && ASKED_FOR.test(message.location()?.url ?? "");
      const cut = CUT.test(text);
      if (message.type() === "error" && !refused && !cut) this.problems.push(`console: ${text}`);
      if (text.startsWith(VIOLATION)) this.problems.push(text);
    });
    page.on("pageerror", (error) => this.problems.push(`error: ${error.message}`));
    if (!script) return;
    await page.evaluateOnNewDocument((violation) => {
      addEventListener("securitypolicyviolation", (event) =>
        console.warn(`${violation} ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
      );
    }, VIOLATION);
  }
}

const VIOLATION = "policy violation:";
/** A connection that a test cut, as Chromium reports it. */
const CUT = /^Failed to load resource: net::ERR_(CONNECTION_|EMPTY_RESPONSE|NETWORK_|INCOMPLETE)/;
/** A refusal that a story asks for, to look at its page. */
const REFUSED = /^Failed to load resource: the server responded with a status of [45]/;
const ASKED_FOR = /\/(nothing|receipt|send|state\/[a-z-]+)$/;
