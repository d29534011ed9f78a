// The list of files: each is scored in its turn; what is made of them is made when asked for.
import { byId, make, tell } from './dom.js';
import { chosen, offerProducts, ticked } from './choices.js';
import { bytesOf, distinct, withoutTop } from './files.js';
import { STOPPED } from './engine.js';
import { showLines } from './help.js';
import { counted, showResult } from './result.js';
import { download, handOut, mayWriteBeside } from './saving.js';

const STATES = { waiting: '等待', working: '正在算', done: '', failed: '没有读成', stopped: '已停止' };
const TOGETHER = '绩效自评结果.zip';

/** All files of this visit, and what is done with them. */
export class Batch {
  /**
   * @param {import('./engine.js').Engine} engine
   * @param {About} about
   */
  constructor(engine, about) {
    this.engine = engine;
    this.largest = about.largest;
    /** @type {Item[]} */
    this.items = [];
    /** @type {Item | null} */
    this.shown = null;
    offerProducts(about.products);
    byId('stop').addEventListener('click', () => this.stop());
    byId('clear').addEventListener('click', () => this.clear());
    byId('rescore').addEventListener('click', () => this.score(this.items.filter((item) => item.state !== 'working')));
    byId('save-shown').addEventListener('click', () => this.save(this.shown ? [this.shown] : []));
    byId('save-all').addEventListener('click', () => this.save(this.items.filter((item) => item.state === 'done')));
    byId('rollup').addEventListener('click', () => this.rollUp());
    byId('deliver').addEventListener('click', () => this.deliver());
  }

  /**
   * Take files in and score them.
   * @param {Given[]} files
   */
  add(files) {
    if (!files.length) {
      tell('没有找到文件。空文件夹，或者里面只有隐藏的文件。');
      return;
    }
    const items = files.map((given) => this.lined(given));
    this.items.push(...items);
    byId('batch').hidden = false;
    byId('new').open = false;
    byId('drop').classList.add('small');
    byId('beside-offer').hidden = !this.items.some((item) => item.given.folder);
    this.score(items);
  }

  /**
   * @param {Given} given
   * @returns {Item}
   */
  lined(given) {
    /** @type {Item} */
    const item = { number: this.items.length, given, state: 'waiting', forms: [], verified: null, trouble: null, row: make('tr', {}) };
    byId('files').append(item.row);
    return item;
  }

  /**
   * Score files one after another, the first of them shown as soon as it is done.
   * @param {Item[]} items
   */
  async score(items) {
    for (const item of items) this.mark(item, 'waiting');
    let done = 0;
    this.busy(0, items.length);
    for (const item of items) {
      if (item.state !== 'waiting') continue;
      this.mark(item, 'working');
      await this.scored(item);
      // Emptied meanwhile: whoever put files in since then is busy on their own.
      if (!this.items.includes(item)) return;
      this.busy(++done, items.length);
      if (!this.shown || this.shown === item) this.show(item);
    }
    this.rest();
  }

  /** @param {Item} item */
  async scored(item) {
    item.forms = [];
    item.verified = null;
    item.trouble = null;
    try {
      const request = { do: 'score', files: [item.given.name], chosen: { standard: byId('standard').value } };
      const result = await this.engine.ask(request, [await this.handed(item, item.given.name)]);
      item.forms = result.told.forms;
      this.mark(item, 'done');
    } catch (trouble) {
      item.trouble = /** @type {Trouble} */ (trouble);
      this.mark(item, item.trouble.message === STOPPED ? 'stopped' : 'failed');
    }
  }

  /**
   * @param {Item} item
   * @param {string} name
   * @returns {Promise<NamedBytes>}
   */
  async handed(item, name) {
    return { name, bytes: await bytesOf(item.given, this.largest) };
  }

  /** @param {Item} item */
  async verify(item) {
    this.busy(0, 1);
    try {
      const request = { do: 'verify', files: [item.given.name], chosen: { standard: byId('standard').value } };
      const result = await this.engine.ask(request, [await this.handed(item, item.given.name)]);
      item.verified = result.told.forms;
      this.show(item);
      tell('复核好了。');
    } catch (trouble) {
      const said = /** @type {Trouble} */ (trouble);
      tell(said.message + said.remedy);
    }
    this.rest();
  }

  /**
   * Make what is ticked of these files, and hand it out.
   * @param {Item[]} items
   */
  async save(items) {
    const kinds = ticked();
    if (!kinds || !items.length) {
      tell(kinds ? '还没有算好的文件。' : '请先勾选要保存哪些文件。');
      return;
    }
    const beside = await mayWriteBeside(items.map((item) => item.given));
    /** @type {import('./saving.js').Made[]} */
    const made = [];
    /** @type {string[]} */
    const troubles = [];
    for (const [done, item] of items.entries()) {
      this.busy(done, items.length);
      try {
        made.push(...(await this.made(item, kinds, troubles)));
      } catch (trouble) {
        const said = /** @type {Trouble} */ (trouble);
        troubles.push(said.message + said.remedy);
        if (said.message === STOPPED) break;
      }
    }
    await this.give(made, TOGETHER, beside, troubles);
  }

  /**
   * @param {Item} item
   * @param {string} kinds
   * @param {string[]} troubles gets what could not be made
   */
  async made(item, kinds, troubles) {
    const { name, path, folder } = item.given;
    const request = { do: 'make', files: [name], chosen: { ...chosen(), kinds } };
    const result = await this.engine.ask(request, [await this.handed(item, name)]);
    troubles.push(...result.told.refused);
    const top = path.slice(0, path.length - name.length);
    return result.files.map((file) => ({ name: file.name, bytes: file.bytes, folder, path: top + file.name }));
  }

  /** Make everything that is handed in of the files that could be read. */
  async deliver() {
    const items = this.items.filter((item) => item.state === 'done');
    const paths = distinct(withoutTop(items.map((item) => item.given.path)));
    this.busy(0, items.length);
    try {
      const files = [];
      for (const [at, item] of items.entries()) files.push(await this.handed(item, paths[at]));
      const request = { do: 'deliver', files: paths, chosen: chosen() };
      const result = await this.engine.ask(request, files, (done, of) => this.busy(done, of));
      for (const file of result.files) download(file.name, file.bytes);
      tell(result.files.length ? '已下载：' + result.files[0].name : '没有写：还有“必改”没有改。');
      showLines('全套报送材料', result.told.lines);
    } catch (trouble) {
      const said = /** @type {Trouble} */ (trouble);
      tell(said.message + said.remedy);
    }
    this.rest();
  }

  /** Roll up everything in the list. */
  async rollUp() {
    const paths = distinct(withoutTop(this.items.map((item) => item.given.path)));
    // Of several folders none is the one where a roll-up of all belongs.
    const roots = new Set(this.items.map((item) => item.given.root));
    const beside = roots.size === 1 && (await mayWriteBeside(this.items.map((item) => item.given)));
    this.busy(0, this.items.length);
    try {
      const files = [];
      for (const [at, item] of this.items.entries()) files.push(await this.handed(item, paths[at]));
      const request = { do: 'rollup', files: paths, chosen: { standard: byId('standard').value } };
      const result = await this.engine.ask(request, files, (done, of) => this.busy(done, of));
      const made = result.files.map((file) => ({ ...file, folder: [...roots][0], path: file.name }));
      const { read, scored, refused, others } = result.told.tally;
      const told = '读出 ' + read + ' 个，评出得分 ' + scored + ' 个，未读 ' + refused + ' 个，不是自评表 ' + others + ' 个。';
      await this.give(made, TOGETHER, beside, [told]);
    } catch (trouble) {
      const said = /** @type {Trouble} */ (trouble);
      tell(said.message + said.remedy);
      this.rest();
    }
  }

  /**
   * @param {import('./saving.js').Made[]} made
   * @param {string} together
   * @param {boolean} beside
   * @param {string[]} also what else is to be told
   */
  async give(made, together, beside, also) {
    try {
      const told = await handOut(this.engine, made, together, beside);
      tell([told, ...also].join(' '));
    } catch (error) {
      tell('存不进去（' + /** @type {any} */ (error).message + '）。请取消“存到原文件旁边”，改为下载。');
    }
    this.rest();
  }

  stop() {
    for (const item of this.items) if (item.state === 'waiting') this.mark(item, 'stopped');
    this.engine.stop();
    tell('已停止。算好的都在，没有算的可以点“重新计算”。');
  }

  clear() {
    this.stop();
    this.items = [];
    this.shown = null;
    byId('files').replaceChildren();
    byId('result').hidden = true;
    byId('batch').hidden = true;
    this.rest();
    tell('已清空。');
  }

  /**
   * @param {number} done
   * @param {number} of
   */
  busy(done, of) {
    document.documentElement.dataset.state = 'busy';
    byId('progress').max = of;
    byId('progress').value = done;
    byId('progress-text').textContent = done + ' / ' + of;
    byId('working').hidden = false;
  }

  rest() {
    if (this.items.some((item) => item.state === 'working')) return;
    document.documentElement.dataset.state = this.engine.ready ? 'ready' : 'preparing';
    byId('working').hidden = true;
  }

  /** @param {Item} item */
  show(item) {
    this.shown = item;
    for (const each of this.items) each.row.setAttribute('aria-current', each === item ? 'true' : 'false');
    showResult(this.engine, item, () => this.verify(item));
  }

  /**
   * Bring the line of a file up to date.
   * @param {Item} item
   * @param {string} state
   */
  mark(item, state) {
    item.state = state;
    item.row.dataset.state = state;
    const open = () => {
      this.show(item);
      byId('result-title').focus();
    };
    const name = make('th', { scope: 'row' }, make('button', { type: 'button', class: 'open', onclick: open }, item.given.path));
    const trouble = item.trouble && item.trouble.message;
    const cells = state === 'done' ? summary(item.forms) : ['', '', '', trouble || STATES[/** @type {'done'} */ (state)]];
    item.row.replaceChildren(name, ...cells.map((text) => make('td', {}, text)));
  }
}

/**
 * The line of a file: project, total, grade and problems; of several forms, of each.
 * @param {Form[]} forms
 */
function summary(forms) {
  return [
    forms.map((each) => each.project || '（未填项目名称）').join('；'),
    forms.map((each) => each.total).join('；'),
    forms.map((each) => each.grade).join('；'),
    forms.map((each) => counted(each.findings)).join('；'),
  ];
}
