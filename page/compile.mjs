// node compile.mjs ENGINE WORK: the engine compiles what lies in WORK/site, by compiling.py, into WORK/out.
import fs from 'node:fs';
import path from 'node:path';
import url from 'node:url';

const [engine, work] = process.argv.slice(2).map((each) => path.resolve(each));
const here = path.dirname(url.fileURLToPath(import.meta.url));
const { loadPyodide } = await import(url.pathToFileURL(path.join(engine, 'pyodide.mjs')).href);
const python = await loadPyodide({ indexURL: engine + path.sep });
python.FS.mkdir('/desk');
python.FS.mount(python.FS.filesystems.NODEFS, { root: work }, '/desk');
python.FS.writeFile('/library.zip', fs.readFileSync(path.join(engine, 'python_stdlib.zip')));
python.runPython(fs.readFileSync(path.join(here, 'compiling.py'), 'utf8'));
console.log(python.runPython("build('/desk/site', '/library.zip', '/desk/out')"));
fs.writeFileSync(path.join(work, 'out', 'about.json'), python.runPython("about('/desk/site')"));
process.exit(0);
