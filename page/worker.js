// Runs inside the worker, ahead of the engine's own two scripts: hands the engine its parts, then answers the page.

const scope = /** @type {any} */ (self);
/** @type {Record<string, {body: any, type: string}>} */
const files = {};
/** @type {any} */
let python = null;
let requests = 0;

// The engine asks for its parts by address. They are at hand, and nothing else is to be had.
scope.fetch = (/** @type {any} */ asked) => {
  const name = String((asked && asked.url) || asked).split('/').pop() || '';
  const file = files[name];
  if (!file) return Promise.reject(new TypeError('not in this file: ' + name));
  delete files[name];
  return Promise.resolve(new Response(file.body, { headers: { 'content-type': file.type } }));
};

// An engine that is no good says so here alone: whoever asked for it keeps the error to itself and waits for ever.
const instantiate = WebAssembly.instantiateStreaming;
WebAssembly.instantiateStreaming = (/** @type {any} */ source, /** @type {any} */ imports) => instantiate(source, imports).catch((error) => {
  broken(error);
  throw error;
});

/** @param {string} base64 */
function unpacked(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
}

/**
 * Put the packages where Python finds them: the length of the directory, the directory, the contents.
 * @param {Uint8Array} pack
 */
function spread(pack) {
  const size = new DataView(pack.buffer).getUint32(0);
  const directory = JSON.parse(new TextDecoder().decode(pack.subarray(4, 4 + size)));
  for (const [name, [from, length]] of Object.entries(directory)) {
    const path = '/site/' + name;
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
    python.FS.writeFile(path, pack.slice(4 + size + from, 4 + size + from + length), { canOwn: true });
  }
}

/** @param {Record<string, string>} parts */
async function start(parts) {
  files['pyodide.asm.wasm'] = { body: unpacked(parts.wasm), type: 'application/wasm' };
  files['python_stdlib.zip'] = { body: unpacked(parts.std), type: 'application/zip' };
  files['pyodide-lock.json'] = { body: unpacked(parts.lock), type: 'application/json' };
  const site = new Response(unpacked(parts.site)).arrayBuffer();
  stage(0.1);
  const quiet = () => {};
  python = await scope.loadPyodide({ indexURL: 'https://nowhere.invalid/', stdout: quiet, stderr: quiet });
  stage(0.6);
  spread(new Uint8Array(await site));
  stage(0.7);
  python.FS.mkdir('/desk');
  python.runPython("import sys; sys.path.insert(0, '/site')\nfrom selfeval_xl.page.answering import answer, clear");
  scope.postMessage({ kind: 'ready' });
}

/** @param {number} share */
function stage(share) {
  scope.postMessage({ kind: 'stage', share });
}

/**
 * Call a function of Python by its name.
 * @param {string} name
 * @param {...any} given
 */
function call(name, ...given) {
  const callable = python.globals.get(name);
  try {
    return callable(...given);
  } finally {
    callable.destroy();
  }
}

/**
 * Do one thing in a folder of its own. A name is never used twice: in this engine a file that was replaced leaves an
 * empty ghost behind.
 * @param {any} asked
 */
function answer(asked) {
  const folder = '/desk/' + ++requests;
  python.FS.mkdir(folder);
  for (const file of asked.files) {
    const path = folder + '/' + file.name;
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
    python.FS.writeFile(path, new Uint8Array(file.bytes), { canOwn: true });
  }
  const progress = (/** @type {number} */ done, /** @type {number} */ of) => scope.postMessage({ kind: 'progress', done, of });
  const found = JSON.parse(call('answer', JSON.stringify(asked.request), folder, progress));
  const made = (found.files || []).map((/** @type {string} */ name) => {
    const bytes = python.FS.readFile(folder + '/' + name);
    return { name, bytes: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) };
  });
  call('clear', folder);
  scope.postMessage({ kind: 'answer', answer: found, files: made }, made.map((/** @type {any} */ file) => file.bytes));
}

/** @param {any} error */
function broken(error) {
  scope.postMessage({ kind: 'broken', text: String((error && error.message) || error).slice(0, 300) });
}

scope.addEventListener('unhandledrejection', (/** @type {any} */ event) => broken(event.reason));
scope.onmessage = (/** @type {any} */ event) => {
  const asked = event.data;
  if (asked.kind === 'start') start(asked.parts).catch(broken);
  if (asked.kind === 'ask') {
    try {
      answer(asked);
    } catch (error) {
      broken(error);
    }
  }
};
