// What was dropped or chosen, folders with all that is in them.

/** What office programs leave beside an open file, and what systems hide. */
const NOT_MEANT = /^(?:~\$|\.)/;
/** How deep folders are looked into. */
const DEEPEST = 20;

/**
 * @param {File} file
 * @param {string} path
 * @param {any} folder where it lies, null where the browser does not say
 * @param {any} root the folder that was chosen, which that one lies in
 * @returns {Given}
 */
export function given(file, path, folder, root) {
  return { path, name: file.name, file, size: file.size, folder, root };
}

/**
 * @param {FileList} list of an input; those of a folder know their way
 * @returns {Given[]}
 */
export function fromInput(list) {
  return sorted(Array.from(list, (file) => given(file, /** @type {any} */ (file).webkitRelativePath || file.name, null, null)));
}

/**
 * @param {DataTransfer} transfer
 * @returns {Promise<Given[]>}
 */
export async function fromDrop(transfer) {
  // Everything has to be asked for before the first wait: afterwards the browser has forgotten it.
  const dropped = Array.from(transfer.items).filter((item) => item.kind === 'file').map((item) => {
    const any = /** @type {any} */ (item);
    return {
      handle: any.getAsFileSystemHandle ? any.getAsFileSystemHandle().catch(() => null) : Promise.resolve(null),
      entry: any.webkitGetAsEntry ? any.webkitGetAsEntry() : null,
      file: item.getAsFile(),
    };
  });
  /** @type {Given[]} */
  const found = [];
  for (const each of dropped) {
    const handle = await each.handle;
    if (handle && handle.kind === 'directory') await ofFolder(handle, handle, handle.name, found, 0);
    else if (each.entry && each.entry.isDirectory) await ofEntry(each.entry, '', found, 0);
    else if (each.file) found.push(given(each.file, each.file.name, null, null));
  }
  return sorted(found);
}

/**
 * @param {any} handle a FileSystemDirectoryHandle
 * @returns {Promise<Given[]>}
 */
export async function fromFolder(handle) {
  /** @type {Given[]} */
  const found = [];
  await ofFolder(handle, handle, handle.name, found, 0);
  return sorted(found);
}

/**
 * @param {any} root
 * @param {any} handle of the root, or of a folder in it
 * @param {string} path
 * @param {Given[]} found
 * @param {number} depth
 */
async function ofFolder(root, handle, path, found, depth) {
  for await (const child of handle.values()) {
    const below = path + '/' + child.name;
    if (child.kind === 'file') found.push(given(await child.getFile(), below, handle, root));
    else if (depth < DEEPEST) await ofFolder(root, child, below, found, depth + 1);
  }
}

/**
 * @param {any} entry a FileSystemEntry, the older way
 * @param {string} path
 * @param {Given[]} found
 * @param {number} depth
 */
async function ofEntry(entry, path, found, depth) {
  if (entry.isFile) {
    const file = await new Promise((settle, fail) => entry.file(settle, fail));
    found.push(given(file, path + entry.name, null, null));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    // A hundred at a time, until there are no more.
    const children = await new Promise((settle, fail) => reader.readEntries(settle, fail));
    if (!children.length) return;
    for (const child of children) if (depth < DEEPEST) await ofEntry(child, path + entry.name + '/', found, depth + 1);
  }
}

/** @param {Given[]} found */
function sorted(found) {
  const meant = found.filter((each) => !NOT_MEANT.test(each.name));
  return meant.sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
}

/**
 * The bytes of a file: one more than may be, where there are more, so that the engine says what it thinks of that.
 * @param {Given} each
 * @param {number} largest
 * @returns {Promise<ArrayBuffer>} fails with a Trouble
 */
export async function bytesOf(each, largest) {
  try {
    const bytes = await each.file.slice(0, largest + 1).arrayBuffer();
    // Of a file that is gone Chromium reads nothing, and calls that no error.
    if (bytes.byteLength < Math.min(each.size, largest + 1)) throw new TypeError(each.name);
    return bytes;
  } catch (error) {
    const message = '“' + each.name + '”读不出来：选好以后它被改过、移走了，或者正被别的程序占着。';
    throw { code: '', message, remedy: '请在 Excel、WPS 里保存并关闭它，再拖进来一次。' };
  }
}

/**
 * Paths that differ: of two that are the same, the second gets a number.
 * @param {string[]} paths
 */
export function distinct(paths) {
  /** @type {Set<string>} */
  const taken = new Set();
  return paths.map((path) => {
    const dot = path.lastIndexOf('.') > path.lastIndexOf('/') + 1 ? path.lastIndexOf('.') : path.length;
    let free = path;
    for (let number = 2; taken.has(free); number++) free = path.slice(0, dot) + '（' + number + '）' + path.slice(dot);
    taken.add(free);
    return free;
  });
}

/**
 * Paths without the one folder that all of them begin with.
 * @param {string[]} paths
 */
export function withoutTop(paths) {
  const top = paths.length ? paths[0].slice(0, paths[0].indexOf('/') + 1) : '';
  return top && paths.every((path) => path.startsWith(top)) ? paths.map((path) => path.slice(top.length)) : paths;
}
