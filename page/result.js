// One file's result: total and grade, problems with a way to their rows, every score with how it came about.
import { byId, make, table } from './dom.js';
import { showHelp } from './help.js';

const LEVELS = /** @type {const} */ ([['error', '必改'], ['warning', '建议'], ['notice', '提示']]);

/**
 * @param {import('./engine.js').Engine} engine
 * @param {Item} item
 * @param {() => void} verify holds what the file prints against the result
 */
export function showResult(engine, item, verify) {
  const title = make('div', { class: 'title' },
    make('h2', { id: 'result-title', tabindex: -1 }, item.given.path),
    item.forms.length && make('button', { type: 'button', id: 'verify', class: 'no-print', onclick: verify }, '复核表上印的数'),
    item.forms.length && make('button', { type: 'button', id: 'print', class: 'no-print', onclick: () => window.print() }, '打印'));
  const forms = item.forms.map((form, number) => article(engine, form, number, item.forms.length));
  const trouble = item.trouble ? [make('p', { class: 'trouble' }, item.trouble.message + ' ' + item.trouble.remedy)] : [];
  const checked = (item.verified || []).map(verified);
  byId('result').replaceChildren(title, ...trouble, ...checked, ...forms);
  byId('result').hidden = false;
}

/**
 * How many problems there are of each level, such as 必改 1　建议 2　提示 0.
 * @param {Finding[]} findings
 */
export function counted(findings) {
  return LEVELS.map(([level, name]) => name + ' ' + findings.filter((each) => each.level === level).length).join('　');
}

/**
 * @param {import('./engine.js').Engine} engine
 * @param {Form} form
 * @param {number} number
 * @param {number} of
 */
function article(engine, form, number, of) {
  const several = of > 1 && make('h3', {}, '第 ' + (number + 1) + ' 张，共 ' + of + ' 张：' + form.part);
  return make('article', { 'data-form': number, 'data-total': form.total, 'data-grade': form.grade },
    several, headline(form), problems(engine, form, number), sections(form), indicators(engine, form, number),
    budget(form, number), facts(form, number));
}

/**
 * Every printed figure beside the computed one; those that agree are only counted.
 * @param {Verified} form
 */
function verified(form) {
  const told = form.comparisons.filter((each) => each.verdict !== '相符');
  const rows = told.map((each) => make('tr', {}, make('th', { scope: 'row' }, each.subject), make('td', { class: 'cell' }, each.place),
    amount(each.printed), amount(each.computed), make('td', {}, each.verdict), make('td', {}, each.reason)));
  const agreed = '核对了 ' + form.comparisons.length + ' 个印出的数，' + (form.comparisons.length - told.length) + ' 个相符。';
  const titles = ['项目', '位置', '印的', '按规则', '结论', '差在哪里'];
  return make('article', { class: 'verified' },
    make('h3', {}, ['复核', form.part].filter(Boolean).join('：')),
    make('p', {}, agreed), ...form.remarks.map((remark) => make('p', {}, '注意：' + remark)),
    rows.length > 0 && table('与规则不同的数', titles, rows));
}

/** @param {Form} form */
function headline(form) {
  const money = form.budget;
  return make('header', { class: 'headline' },
    make('p', { class: 'project' }, form.project || '（未填项目名称）'),
    make('p', {}, [form.unit, form.year && form.year + ' 年度', form.kind, form.standard].filter(Boolean).join('　')),
    make('dl', { class: 'figures' },
      ...figure('总分', form.total), ...figure('等级', form.grade), ...figure('预算执行率', money.rate || '算不出'),
      ...figure('问题', counted(form.findings))),
    form.totalDerivation && make('p', { class: 'derivation' }, form.totalDerivation));
}

/**
 * @param {string} term
 * @param {string} text
 */
function figure(term, text) {
  return [make('div', {}, make('dt', {}, term), make('dd', {}, text))];
}

/**
 * @param {import('./engine.js').Engine} engine
 * @param {Form} form
 * @param {number} number
 */
function problems(engine, form, number) {
  const told = form.findings.map((finding, at) => ({ finding, at }));
  const groups = LEVELS.map(([level, name]) => {
    const own = told.filter((each) => each.finding.level === level);
    if (!own.length) return null;
    const items = own.map(({ finding, at }) => problem(engine, finding, number, at));
    return make('div', { class: 'level ' + level, 'data-level': level },
      make('h4', {}, name + '（' + own.length + '）'), make('ol', {}, ...items));
  });
  const none = !told.length && make('p', {}, '没有发现问题。');
  return make('section', { class: 'problems' }, make('h3', {}, '问题'), none, ...groups);
}

/**
 * @param {import('./engine.js').Engine} engine
 * @param {Finding} finding
 * @param {number} number
 * @param {number} at
 */
function problem(engine, finding, number, at) {
  const place = finding.row ? link(anchor(number, finding.row), finding.place) : make('span', {}, finding.place);
  return make('li', { id: anchor(number, 'f' + at), tabindex: -1, 'data-code': finding.code },
    codeButton(engine, finding.code), ' ', make('b', { class: 'place' }, place), ' ', finding.message,
    make('p', { class: 'remedy' }, finding.remedy));
}

/**
 * @param {import('./engine.js').Engine} engine
 * @param {string} code
 */
function codeButton(engine, code) {
  const open = () => showHelp(engine, code);
  return make('button', { type: 'button', class: 'code', title: '看这个编号的说明', onclick: open }, code);
}

/**
 * @param {number} form
 * @param {string} row
 */
function anchor(form, row) {
  return 'r' + form + '-' + row;
}

/**
 * A way to another place of the page, which is shown, focused and marked for a moment.
 * @param {string} id
 * @param {string} text
 */
function link(id, text) {
  const go = (/** @type {Event} */ event) => {
    event.preventDefault();
    const found = byId(id);
    found.scrollIntoView({ block: 'center' });
    found.focus({ preventScroll: true });
    for (const each of Array.from(document.querySelectorAll('.found'))) each.classList.remove('found');
    found.classList.add('found');
  };
  return make('a', { href: '#' + id, onclick: go }, text);
}

/** @param {Form} form */
function sections(form) {
  const rows = form.sections.map((each) => make('tr', {},
    make('th', { scope: 'row' }, each.name), amount(each.weight), amount(each.score), make('td', {}, each.derivation)));
  return make('section', {}, make('h3', {}, '各部分得分'), table('各部分得分', ['部分', '分值', '得分', '计算说明'], rows));
}

/**
 * @param {import('./engine.js').Engine} engine
 * @param {Form} form
 * @param {number} at
 */
function indicators(engine, form, at) {
  const rows = form.indicators.map((each) => make('tr', { id: anchor(at, each.row), tabindex: -1 },
    make('td', { class: 'cell' }, each.cell),
    make('td', {}, [each.level1, each.level2].filter(Boolean).join(' › ')),
    make('th', { scope: 'row' }, each.name, ...marks(form, at, each.row)),
    make('td', {}, each.target), make('td', {}, each.actual), amount(each.deviation),
    amount(each.weight), amount(each.score), make('td', { class: 'derivation' }, each.derivation),
    make('td', {}, each.reason)));
  const titles = ['单元格', '一级、二级指标', '三级指标', '指标值', '完成值', '偏差率', '分值', '得分', '计算说明', '偏差原因'];
  return make('section', {}, make('h3', {}, '指标'), table('指标和得分', titles, rows, 'wide'));
}

/**
 * The codes of what is said of a row, each leading back to where it is said.
 * @param {Form} form
 * @param {number} at
 * @param {string} row
 */
function marks(form, at, row) {
  const found = form.findings.map((finding, place) => ({ finding, place })).filter((each) => each.finding.row === row);
  return found.map(({ finding, place }) => {
    const back = link(anchor(at, 'f' + place), finding.code);
    back.className = 'mark ' + finding.level;
    return back;
  });
}

/**
 * @param {Form} form
 * @param {number} at
 */
function budget(form, at) {
  if (!form.budget.lines.length) return null;
  const rows = form.budget.lines.map((each) => make('tr', { id: anchor(at, each.row), tabindex: -1 },
    make('td', { class: 'cell' }, each.cell),
    make('th', { scope: 'row' }, '　'.repeat(each.depth) + each.name, ...marks(form, at, each.row)),
    amount(each.planned), amount(each.executed), amount(each.rate), make('td', {}, each.reason)));
  const titles = ['单元格', '项目明细', '预算数', '执行数', '执行率', '差异说明'];
  return make('section', {}, make('h3', {}, '预算（' + form.budget.unit + '）'), table('预算和执行', titles, rows));
}

/**
 * @param {Form} form
 * @param {number} at
 */
function facts(form, at) {
  const rows = form.facts.map((each) => make('tr', { id: anchor(at, each.row), tabindex: -1 },
    make('td', { class: 'cell' }, each.cell),
    make('th', { scope: 'row' }, each.title, ...marks(form, at, each.row)), make('td', {}, each.text)));
  return make('section', {}, make('h3', {}, '项目信息'), table('项目信息', ['单元格', '项目', '内容'], rows));
}

/** @param {string} text */
function amount(text) {
  return make('td', { class: 'number' }, text);
}
