// node page.mjs page PAGE.html ENGINE BOOK: starts the engine as the page does, and scores.
// node page.mjs plain ENGINE WHEELS BOOK: starts the same engine as it is served, with everything as source.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import url from 'node:url';
import zlib from 'node:zlib';

const [way, ...given] = process.argv.slice(2);
const book = fs.readFileSync(given[given.length - 1]);

function part(page, name) {
  const open = '<script type="text/plain" id="part-' + name + '">';
  const from = page.indexOf(open) + open.length;
  return zlib.gunzipSync(Buffer.from(page.slice(from, page.indexOf('<', from)), 'base64'));
}

async function started(folder) {
  const { loadPyodide } = await import(url.pathToFileURL(path.join(folder, 'pyodide.mjs')).href);
  return loadPyodide({ indexURL: folder + path.sep });
}

async function ofPage(file, engine) {
  const page = fs.readFileSync(file, 'latin1');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
  for (const name of ['pyodide.mjs', 'pyodide.asm.js']) fs.copyFileSync(path.join(engine, name), path.join(folder, name));
  const names = { wasm: 'pyodide.asm.wasm', std: 'python_stdlib.zip', lock: 'pyodide-lock.json' };
  for (const [name, target] of Object.entries(names)) fs.writeFileSync(path.join(folder, target), part(page, name));
  const python = await started(folder);
  fs.rmSync(folder, { recursive: true });
  const pack = part(page, 'site');
  const size = pack.readUInt32BE(0);
  for (const [name, [from, length]] of Object.entries(JSON.parse(pack.subarray(4, 4 + size)))) {
    python.FS.mkdirTree(path.posix.dirname('/site/' + name));
    python.FS.writeFile('/site/' + name, pack.subarray(4 + size + from, 4 + size + from + length));
  }
  return python;
}

async function plain(engine, wheels) {
  const python = await started(engine);
  for (const name of fs.readdirSync(wheels)) {
    python.unpackArchive(new Uint8Array(fs.readFileSync(path.join(wheels, name))), 'zip', { extractDir: '/site' });
  }
  return python;
}

const python = way === 'page' ? await ofPage(given[0], given[1]) : await plain(given[0], given[1]);
python.FS.mkdir('/desk');
python.FS.writeFile('/desk/a.xlsx', book);
const asked = JSON.stringify({ do: 'score', files: ['a.xlsx'] });
python.runPython("import sys; sys.path.insert(0, '/site')\nfrom selfeval_xl.page.answering import answer");
const told = JSON.parse(python.globals.get('answer')(asked, '/desk', () => {}));
process.stdout.write(told.told.forms[0].total);
process.exit(0);
