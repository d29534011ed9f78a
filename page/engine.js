// The engine: a worker that is asked for one thing at a time, and that can be stopped and started anew.
import { byId } from './dom.js';

/** What a request that was stopped ends with. */
export const STOPPED = '已停止';
const PARTS = ['wasm', 'std', 'site', 'lock'];

/**
 * @typedef {{request: Ask, files: NamedBytes[], progress: (done: number, of: number) => void,
 *   settle: (result: Result) => void, fail: (trouble: Trouble) => void}} Call
 */

/** The parts of the engine as the page carries them. Taken out of it once, so that they are not held twice. */
class Parts {
  constructor() {
    /** @type {Record<string, string>} */
    this.texts = {};
    for (const name of ['code', ...PARTS]) {
      const element = byId('part-' + name);
      this.texts[name] = element.textContent;
      element.remove();
    }
    this.address = '';
  }

  /** @returns {Promise<string>} the address of the worker's script */
  async script() {
    if (!this.address) {
      const text = atob(this.texts.code);
      const bytes = new Uint8Array(text.length);
      for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
      const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
      const code = await new Response(plain).blob();
      this.address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      this.texts.code = '';
    }
    return this.address;
  }
}

/** One engine in a worker of its own. */
export class Engine {
  /**
   * @param {(share: number) => void} prepared is told how far the start is, 1 when it is ready
   * @param {(text: string) => void} broken is told why the engine cannot start
   */
  constructor(prepared, broken) {
    this.prepared = prepared;
    this.broken = broken;
    this.parts = new Parts();
    this.ready = false;
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Call[]} */
    this.waiting = [];
    /** @type {Call | null} */
    this.current = null;
    this.patience = 0;
  }

  /** Start, or start anew. What was asked for before waits until the engine is ready. */
  async start() {
    this.ready = false;
    this.prepared(0);
    // An engine that cannot start often says nothing at all.
    clearTimeout(this.patience);
    const limit = Number(document.documentElement.dataset.startLimit);
    this.patience = setTimeout(() => this.broken('准备了 ' + limit + ' 秒还没有好'), limit * 1000);
    const worker = new Worker(await this.parts.script());
    this.worker = worker;
    worker.onmessage = (event) => this.heard(worker, event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.failed(worker, event.message || '后台程序没有启动');
    };
    const parts = Object.fromEntries(PARTS.map((name) => [name, this.parts.texts[name]]));
    worker.postMessage({ kind: 'start', parts });
  }

  /**
   * Ask for something. Requests are done one after another.
   * @param {Ask} request
   * @param {NamedBytes[]} [files] go over to the engine, names relative to the folder of the work
   * @param {(done: number, of: number) => void} [progress]
   * @returns {Promise<Result>} fails with a Trouble
   */
  ask(request, files, progress) {
    return new Promise((settle, fail) => {
      this.waiting.push({ request, files: files || [], progress: progress || (() => {}), settle, fail });
      this.next();
    });
  }

  /** End whatever is under way, and everything that waits, at once. */
  stop() {
    const calls = [...(this.current ? [this.current] : []), ...this.waiting.splice(0)];
    if (this.current) this.renew();
    for (const call of calls) call.fail({ code: '', message: STOPPED, remedy: '' });
  }

  /** Put a fresh engine in the place of one that is busy or broken. */
  renew() {
    if (this.worker) this.worker.terminate();
    this.current = null;
    this.start();
  }

  next() {
    if (!this.ready || this.current || !this.worker) return;
    const call = this.waiting.shift();
    if (!call) return;
    this.current = call;
    const bytes = call.files.map((file) => file.bytes);
    this.worker.postMessage({ kind: 'ask', request: call.request, files: call.files }, bytes);
  }

  /**
   * @param {Worker} worker
   * @param {any} said
   */
  heard(worker, said) {
    if (worker !== this.worker) return;
    if (said.kind === 'stage') this.prepared(said.share);
    if (said.kind === 'ready') {
      clearTimeout(this.patience);
      this.ready = true;
      this.prepared(1);
      this.next();
    }
    if (said.kind === 'progress' && this.current) this.current.progress(said.done, said.of);
    if (said.kind === 'answer') this.answered(said);
    if (said.kind === 'broken') this.failed(worker, said.text);
  }

  /** @param {any} said */
  answered(said) {
    const call = this.current;
    this.current = null;
    if (call && said.answer.error) call.fail(said.answer.error);
    else if (call) call.settle({ told: said.answer.told, files: said.files });
    this.next();
  }

  /**
   * The engine is of no more use: what it was doing fails, and a fresh one takes the rest, unless it never started.
   * @param {Worker} worker
   * @param {string} text
   */
  failed(worker, text) {
    if (worker !== this.worker) return;
    if (!this.ready) {
      clearTimeout(this.patience);
      this.broken(text);
      return;
    }
    const call = this.current;
    this.renew();
    const remedy = '请把别的标签页和程序关掉一些再试；仍不行时，请把这个文件发给维护人员。';
    if (call) call.fail({ code: '', message: '算这个文件时程序停了（' + text + '），别的文件不受影响。', remedy });
  }
}
