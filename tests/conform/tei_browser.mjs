// Opens a divided TEI edition in headless Chromium with CETEIcean, and follows links.
//
//   node tei_browser.mjs FOLDER [--every] [--shot FILE.png] [--chromium PATH]
//
// FOLDER has the files of an edition (NAME.tei.xml, NAME.narrative.tei.xml, …). Needs the
// npm packages CETEIcean and playwright-core, and a Chromium. Checks: the text is shown,
// with names, dates and citations as words; links lead from it to entries of the registers
// and to passages that are visible; the list of contents opens every file; nothing is on
// the console as an error. Ends with 1 if anything is wrong. What the text of an edition does
// not have (no date to the day, no readings that differ) is not looked for, but with --every.

import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [folder, ...rest] = process.argv.slice(2);
const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
const here = dirname(fileURLToPath(import.meta.url));
const library = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "../CETEIcean/dist/CETEI.js");

const server = createServer(async (request, response) => {
  const name = decodeURIComponent(new URL(request.url, "http://x").pathname.slice(1));
  const path = name === "" ? join(here, "tei_browser.html") : name === "CETEI.js" ? library : join(folder, name);
  try {
    if (name.includes("..") || name.includes("/")) throw new Error("outside");
    const bytes = await readFile(path);
    const type = path.endsWith(".html") ? "text/html" : path.endsWith(".js") ? "text/javascript" : "application/xml";
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}/`;

const wrong = [];
const expect = (good, message) => {
  if (!good) wrong.push(message);
};
const browser = await chromium.launch({
  executablePath: option("--chromium") ?? process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1000, height: 1300 } });
page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
page.on("pageerror", (error) => wrong.push(`page: ${error.message}`));

const ready = () => page.waitForSelector("body[data-ready=yes]", { timeout: 120_000 });
const open = async (address) => {
  const begun = Date.now();
  await page.goto("about:blank");
  await page.goto(base + address);
  await ready();
  return Date.now() - begun;
};
// Follows the nth link that a selector finds and says what it leads to.
const follow = async (selector, nth) => {
  const anchor = page.locator(selector).nth(nth);
  const words = (await anchor.innerText()).trim();
  const href = await anchor.getAttribute("href");
  await page.evaluate(() => delete document.body.dataset.ready);
  await anchor.click();
  if (href.startsWith("?")) await ready();
  const id = decodeURIComponent(href.split("#")[1] ?? "");
  const target = page.locator(`[id="${id}"]`);
  const found = (await target.count()) === 1;
  const visible = found && (await target.isVisible());
  const text = visible ? (await target.innerText()).replace(/\s+/g, " ") : "";
  return { words, href, id, found, visible, text };
};

const files = (await readdir(folder)).filter((name) => name.endsWith(".tei.xml"));
const index = files.filter((name) => name.split(".").length === 3)[0];
const stem = index.replace(".tei.xml", "");

// The list of contents opens every file.
await open(`?file=${index}`);
const listed = await page.locator("tei-list[type=files] a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
expect(listed.length === files.length, `the contents list ${listed.length} files, ${files.length} are there`);
for (const href of listed) {
  const time = await open(href);
  const words = (await page.locator("tei-body").innerText()).length;
  expect(words > 100, `${href} shows no text`);
  console.log(`${href.slice(6)}: ${words} characters shown in ${time} ms`);
}

// From the text to the registers and the passages.
const narrative = files.find((name) => /\.narrative(-1)?\.tei\.xml$/.test(name));
const start = `?file=${narrative}`;
await open(start);
const text = await page.locator("tei-text").innerText();
const every = rest.includes("--every");
const xml = await readFile(join(folder, narrative), "utf8");
const body = xml.slice(xml.indexOf("<text"));
const has = (what, pattern) => {
  const found = every || pattern.test(body);
  if (!found) console.log(`not looked for, as the text has none: ${what}`);
  return found;
};
if (has("a date to the day", /<date when="\d{4}-\d\d-\d\d"/)) {
  expect(/\d{1,2} [A-Z][a-z]+ \d{4}/.test(text), "no date is shown in words");
}
expect((every ? /passage \d+/ : /passage \S*\w/).test(text), "no passage is shown");
const shot = option("--shot");
if (shot) await page.screenshot({ path: shot });
const sorts = {
  "an event": "tei-label > tei-ref a",
  "an organisation": "tei-orgname a",
  "a passage": "tei-ref[type=passage] a",
  "a reading's witness": "tei-seg[type=reading] ~ tei-ref[type=passage] a",
};
let followed = 0;
for (const [what, selector] of Object.entries(sorts)) {
  if (what.includes("witness") && !has(what, /<seg [^>]*type="reading"/)) continue;
  await open(start);
  const count = await page.locator(selector).count();
  expect(count > 0, `no link to ${what}`);
  for (const nth of new Set([0, Math.floor(count / 2), count - 1])) {
    if (count === 0) continue;
    await open(start);
    const { words, href, found, visible, text } = await follow(selector, nth);
    followed += 1;
    expect(found, `${what}: “${words}” leads to ${href}, which is not there`);
    expect(visible, `${what}: “${words}” leads to ${href}, which is not shown`);
    if (!what.includes("passage") && !what.includes("witness")) {
      expect(text.includes(words), `${what}: ${href} does not show “${words}”`);
    }
  }
  if (shot && what === "an event") await page.screenshot({ path: shot.replace(".png", "-entry.png") });
}
await browser.close();
server.close();
console.log(`${listed.length} files of ${stem} shown, ${followed} links followed`);
for (const line of wrong) console.log(`wrong: ${line}`);
console.log(wrong.length ? `wrong: ${wrong.length}` : "all good");
process.exit(wrong.length ? 1 : 0);
