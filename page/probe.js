// Whether this browser can run the engine at all: better one sentence than a page that hangs.

/** A WebAssembly function that returns a whole number of 64 bits, which has to pass between the two worlds. */
const WIDE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 126, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 66, 1, 11,
]);
const ADVICE = '请用 Chrome、Edge、360 极速、奇安信、红莲花等 86 版以上（90 版除外）内核的浏览器，或火狐 115 版以上，再打开这个文件。';

/** @returns {string} why the engine cannot run here, in one sentence; '' where it can */
export function refusal() {
  if (/Chrom(?:e|ium)\/90\./.test(navigator.userAgent)) return '这个浏览器的内核是 Chromium 90，它会偶尔算错，不能用来评分。' + ADVICE;
  if (typeof WebAssembly !== 'object' || typeof DecompressionStream !== 'function' || !passesWideNumbers()) {
    return '这个浏览器太旧，运行不了评分程序。' + ADVICE;
  }
  return '';
}

function passesWideNumbers() {
  try {
    const made = /** @type {any} */ (new WebAssembly.Instance(new WebAssembly.Module(WIDE)).exports);
    return made.f() === BigInt(1);
  } catch (error) {
    return false;
  }
}
