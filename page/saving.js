// Where results go: beside the files where the browser lets us, else to the downloads, several as one .zip.
import { byId, make } from './dom.js';
import { distinct } from './files.js';

/** @typedef {{name: string, bytes: ArrayBuffer, folder: any, path: string}} Made a result, and where it belongs */

/** How long the browser may take to fetch a download before its address is given up, in milliseconds. */
const FETCHED = 60000;

/**
 * Ask the user for leave to write into the folders of these files. To be called at once on a click.
 * @param {Given[]} files
 * @returns {Promise<boolean>} whether results can go beside all of them
 */
export async function mayWriteBeside(files) {
  const roots = new Set(files.map((each) => each.root));
  if (!files.length || roots.has(null) || !byId('beside').checked) return false;
  try {
    for (const root of roots) if ((await root.requestPermission({ mode: 'readwrite' })) !== 'granted') return false;
    return true;
  } catch (error) {
    return false;
  }
}

/**
 * Hand results out, and say where they are.
 * @param {import('./engine.js').Engine} engine packs several into one
 * @param {Made[]} made
 * @param {string} together what the .zip is called
 * @param {boolean} beside
 * @returns {Promise<string>} what to tell
 */
export async function handOut(engine, made, together, beside) {
  if (!made.length) return '没有可以保存的文件。';
  if (beside) return writtenBeside(made);
  if (made.length === 1) {
    download(made[0].name, made[0].bytes);
    return '已下载：' + made[0].name;
  }
  const paths = distinct(made.map((each) => each.path));
  const files = made.map((each, index) => ({ name: paths[index], bytes: each.bytes }));
  const request = { do: 'archive', files: paths, chosen: { name: together } };
  const packed = await engine.ask(request, files);
  download(packed.files[0].name, packed.files[0].bytes);
  return '已下载：' + together + '（' + made.length + ' 个文件）';
}

/** @param {Made[]} made */
async function writtenBeside(made) {
  /** @type {string[]} */
  const names = [];
  for (const each of made) names.push(await writtenInto(each.folder, each.name, each.bytes));
  const shown = names.slice(0, 3).join('、') + (names.length > 3 ? '等 ' + names.length + ' 个文件' : '');
  return '已存到原文件旁边：' + shown;
}

/**
 * Write a file under a name that is free: nothing that lies there is ever replaced.
 * @param {any} folder
 * @param {string} name
 * @param {ArrayBuffer} bytes
 * @returns {Promise<string>} the name it got
 */
async function writtenInto(folder, name, bytes) {
  const dot = name.lastIndexOf('.');
  let free = name;
  for (let number = 2; await isTaken(folder, free); number++) free = name.slice(0, dot) + '（' + number + '）' + name.slice(dot);
  const handle = await folder.getFileHandle(free, { create: true });
  await new Blob([bytes]).stream().pipeTo(await handle.createWritable());
  return free;
}

/**
 * @param {any} folder
 * @param {string} name
 */
async function isTaken(folder, name) {
  try {
    await folder.getFileHandle(name);
    return true;
  } catch (error) {
    return /** @type {any} */ (error).name !== 'NotFoundError';
  }
}

/**
 * @param {string} name
 * @param {ArrayBuffer} bytes
 */
export function download(name, bytes) {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = make('a', { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), FETCHED);
}
