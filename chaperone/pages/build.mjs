// Builds what browsers are served: compiles the styles, copies fonts, browser modules and pictures into static/built/.
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { watch } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const pages = dirname(fileURLToPath(import.meta.url));
const packages = join(pages, "..", "..", "node_modules");
const source = join(pages, "static_src");
const served = join(pages, "static", "built");
const built = join(pages, "static", ".building"); // moved into place when whole, so that a running server never misses a file

// Latin and extended Latin only: everything else falls back to the system's own letters.
const FONTS = {
  "atkinson-hyperlegible-next": ["latin-wght-normal", "latin-wght-italic", "latin-ext-wght-normal", "latin-ext-wght-italic"],
  "bricolage-grotesque": ["latin-wght-normal", "latin-ext-wght-normal"],
};

/** Compiles chaperone.css. */
async function styles() {
  const result = sass.compile(join(source, "styles", "chaperone.scss"), {
    loadPaths: [packages],
    style: "compressed",
    quietDeps: true,
  });
  await writeFile(join(built, "chaperone.css"), result.css);
}

/** Copies each font with its licence. */
async function fonts() {
  await mkdir(join(built, "fonts"), { recursive: true });
  for (const [name, cuts] of Object.entries(FONTS)) {
    const from = join(packages, "@fontsource-variable", name);
    await cp(join(from, "LICENSE"), join(built, "fonts", `${name}.licence.txt`));
    for (const cut of cuts) await cp(join(from, "files", `${name}-${cut}.woff2`), join(built, "fonts", `${name}-${cut}.woff2`));
  }
}

/** Copies our modules as they are, and htmx without the reference to a map that is not served. */
async function scripts() {
  await cp(join(source, "js"), join(built, "js"), { recursive: true, filter: (path) => !path.endsWith(".d.ts") });
  const htmx = await readFile(join(packages, "htmx.org", "dist", "htmx.min.js"), "utf8");
  await writeFile(join(built, "js", "htmx.min.js"), htmx.replace(/\n?\/\/# sourceMappingURL=.*$/m, ""));
}

async function everything() {
  await rm(built, { recursive: true, force: true });
  await mkdir(join(built, "js"), { recursive: true });
  await Promise.all([styles(), fonts(), scripts(), cp(join(source, "pictures"), join(built, "pictures"), { recursive: true })]);
  await rm(served, { recursive: true, force: true });
  await rename(built, served);
}

await everything();
console.log("static/built is up to date");

if (process.argv.includes("--watch")) {
  let waiting = /** @type {NodeJS.Timeout | undefined} */ (undefined);
  watch(source, { recursive: true }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void everything().then(() => console.log("built"), (problem) => console.error(String(problem))), 100);
  });
}
