// Serves a folder of pages as the sources' door would, over a fake upload, to look at them: `node tests/preview.mjs FOLDER [PORT]`.
// The folder: `cargo run -p sourdine-server --example pages -- FOLDER`.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const [folder, port = "8099"] = process.argv.slice(2);
const uploads = new Map();

const answers = {
  "GET /": "fr-landing.html.gz",
  "GET /sourdine.js": "sourdine.js.gz",
  "GET /roster": "roster.gz",
  ...Object.fromEntries(
    ["fr", "en"].flatMap((language) => [
      [`GET /${language}`, `${language}-landing.html.gz`],
      [`GET /${language}/offline`, `${language}-offline.html.gz`],
      [`GET /${language}/keys`, `${language}-keys.html.gz`],
      [`POST /${language}/begin`, `${language}-begin.html.gz`],
      [`POST /${language}/send`, `${language}-confirmation.html.gz`],
      [`POST /${language}/receipt`, `${language}-arrived.html.gz`],
    ]),
  ),
};

createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    response.setHeader("Content-Security-Policy", readFileSync(join(folder, "policy"), "latin1"));
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.sendDate = false;
    if (pathname.startsWith("/upload")) return upload(request, response, pathname, Buffer.concat(chunks));
    const name = answers[`${request.method} ${pathname}`] ?? `${pathname.slice(1)}.html.gz`;
    const type = name.startsWith("sourdine") ? "text/javascript" : name.startsWith("roster") ? "application/json" : "text/html";
    try {
      const body = readFileSync(join(folder, name.replaceAll("/", "-")));
      response.setHeader("Content-Encoding", "gzip");
      response.setHeader("Content-Type", `${type}; charset=utf-8`);
      if (pathname.endsWith("/offline")) response.setHeader("Content-Disposition", `attachment; filename="sourdine${pathname.replaceAll("/", "-")}.html"`);
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
}).listen(Number(port), "127.0.0.1");

function upload(request, response, path, body) {
  if (request.method === "POST") {
    const token = `/upload/${randomBytes(32).toString("base64url")}`;
    uploads.set(token, { offset: 0, complete: false });
    return response.writeHead(201, { Location: token }).end();
  }
  const state = uploads.get(path);
  if (!state) return response.writeHead(404).end();
  if (request.method === "PATCH") {
    state.offset += body.length;
    state.complete = request.headers["upload-complete"] === "?1";
  }
  response.writeHead(204, { "Upload-Offset": state.offset, "Upload-Complete": state.complete ? "?1" : "?0" }).end();
}
