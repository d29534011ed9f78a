// The stages of a year beside scoring: 目标检查, 运行监控, 复核.
import { byId, make, table, tell } from './dom.js';
import { distinct, withoutTop } from './files.js';
import { counted, problems } from './result.js';
import { mayWriteBeside } from './saving.js';

const LAMPS = ['红灯', '黄灯', '绿灯', '蓝灯'];
/** What several files of 目标检查 are packed into. */
const CHECKED = '目标检查结果.zip';

/** @typedef {import('./batch.js').Batch} Batch */

/** What can be done with the files in the list beyond scoring them. */
export class Stages {
  /**
   * @param {import('./engine.js').Engine} engine
   * @param {Batch} batch
   */
  constructor(engine, batch) {
    this.engine = engine;
    this.batch = batch;
    const months = Array.from({ length: 12 }, (_, index) => make('option', { value: index + 1 }, index + 1 + ' 月'));
    byId('month').append(...months);
    byId('targets').addEventListener('click', () => this.targets(''));
    byId('monitor').addEventListener('click', () => this.monitor());
    byId('review').addEventListener('click', () => this.review());
  }

  /**
   * Look the targets of all files over; or make of each what is to be kept of that.
   * @param {string} kind workbook, target or nothing
   */
  async targets(kind) {
    const result = await this.asked('target', this.batch.items, { make: kind });
    if (!result) return;
    const refused = /** @type {string[]} */ (result.told.refused);
    if (kind) {
      await this.handed(result, CHECKED, refused);
      return;
    }
    const plans = /** @type {Plan[]} */ (result.told.plans);
    const buttons = [
      make('button', { id: 'save-checked', type: 'button', class: 'no-print', onclick: () => this.targets('workbook') }, '保存检查结果'),
      make('button', { id: 'save-forms', type: 'button', class: 'no-print', onclick: () => this.targets('target') }, '保存绩效目标申报表'),
    ];
    this.show('target', '目标检查', buttons, [...refused.map(trouble), ...plans.map((plan, number) => planArticle(this.engine, plan, number))]);
    this.done('检查好了：' + plans.length + ' 个项目的绩效目标。');
  }

  /** Add the sheet 运行监控 to the workbook that is shown, or light its lamps. */
  async monitor() {
    const item = this.batch.shown;
    const result = await this.asked('monitor', item ? [item] : [], { month: byId('month').value });
    if (!result || !item) return;
    this.show('monitor', '运行监控：' + item.given.path, [], monitored(this.engine, result.told));
    const told = result.told.added
      ? '已加上“运行监控”表。填好执行情况和全年预计、保存，再拖进来点一次。' : '已亮灯，填的内容没有动。';
    await this.handed(result, '', [told]);
  }

  /** Review all files; what was typed into a review sheet among them stays. */
  async review() {
    const result = await this.asked('review', this.batch.items, {});
    if (!result) return;
    const lines = /** @type {string[]} */ (result.told.lines);
    this.show('review', '复核', [], lines.map((line) => make('p', {}, line)));
    await this.handed(result, '', ['在“复核表”里改完、保存，下次与各单位的表一起拖进来，改过的会留着。']);
  }

  /**
   * Ask the engine, with what is under way shown; null when it came to nothing, which has been told then.
   * @param {string} action
   * @param {Item[]} items
   * @param {Record<string, string>} chosen
   * @returns {Promise<Result | null>}
   */
  async asked(action, items, chosen) {
    if (!items.length) {
      tell('还没有算好的文件。');
      return null;
    }
    const paths = distinct(withoutTop(items.map((item) => item.given.path)));
    this.batch.busy(0, items.length);
    try {
      const files = [];
      for (const [at, item] of items.entries()) files.push(await this.batch.handed(item, paths[at]));
      const request = { do: action, files: paths, chosen: { standard: byId('standard').value, ...chosen } };
      return await this.engine.ask(request, files, (done, of) => this.batch.busy(done, of));
    } catch (error) {
      const said = /** @type {Trouble} */ (error);
      this.done(said.message + said.remedy);
      return null;
    }
  }

  /**
   * Hand what was made out: beside the files where all lie in one folder and the browser lets us.
   * @param {Result} result
   * @param {string} together
   * @param {string[]} also
   */
  async handed(result, together, also) {
    const given = this.batch.items.map((item) => item.given);
    const roots = new Set(given.map((each) => each.root));
    const beside = roots.size === 1 && (await mayWriteBeside(given));
    const made = result.files.map((file) => ({ ...file, folder: [...roots][0], path: file.name }));
    await this.batch.give(made, together, beside, also);
  }

  /**
   * @param {string} stage
   * @param {string} title
   * @param {HTMLElement[]} buttons
   * @param {HTMLElement[]} content
   */
  show(stage, title, buttons, content) {
    byId('result').replaceChildren(
      make('div', { class: 'title' }, make('h2', { id: 'result-title', tabindex: -1 }, title), ...buttons,
        make('button', { id: 'print', type: 'button', class: 'no-print', onclick: () => window.print() }, '打印')),
      make('article', { class: 'stage', 'data-stage': stage }, ...content));
    byId('result').hidden = false;
  }

  /** @param {string} text */
  done(text) {
    tell(text);
    this.batch.rest();
  }
}

/** @param {string} line */
function trouble(line) {
  return make('p', { class: 'trouble' }, line);
}

/**
 * @param {import('./engine.js').Engine} engine
 * @param {Plan} plan
 * @param {number} number
 */
function planArticle(engine, plan, number) {
  return make('section', { class: 'plan' },
    make('h3', {}, plan.project || '（未填项目名称）'),
    make('p', {}, [plan.file, plan.part].filter(Boolean).join(' › ') + '　' + plan.indicators + ' 个指标　' + counted(plan.findings)),
    make('p', { class: 'derivation' }, plan.standard + '；“复核时可能扣”的分按“' + plan.review + '”估计'),
    problems(engine, plan, number));
}

/**
 * @param {import('./engine.js').Engine} engine
 * @param {Monitored} told
 * @returns {HTMLElement[]}
 */
function monitored(engine, told) {
  const headline = make('p', {}, (told.project || '（未填项目名称）') + '　1-' + told.month + '月　（' + told.rules + '）');
  if (told.added) return [headline, make('p', {}, '新加的表里有 ' + told.indicators.length + ' 个指标，都还没有填。')];
  const lights = (/** @type {string} */ lamp) => ' ' + told.indicators.filter((each) => each.lamp === lamp).length;
  const lit = [...LAMPS.map((lamp) => lamp + lights(lamp)), '没有亮灯' + lights('')].join('　');
  const rows = told.indicators.map((each) => make('tr', {}, make('td', { class: 'cell' }, each.cell),
    make('th', { scope: 'row' }, each.name), make('td', {}, each.done), make('td', {}, each.expected), make('td', {}, each.lamp),
    make('td', { class: 'derivation' }, each.derivation)));
  const titles = ['单元格', '三级指标', '执行情况', '全年预计', '预警灯', '亮灯依据'];
  return [headline, make('p', { class: 'lamps' }, lit), table('预警灯', titles, rows), problems(engine, told, 0)];
}
