// 新建自评表: the list of all 评价标准 with a search, and the 评价年度.
import { byId, make, tell } from './dom.js';
import { download } from './saving.js';

/** What is chosen where nothing else is looked for. */
const USUAL = 'mof-2020';

/**
 * @param {import('./engine.js').Engine} engine
 * @param {About} about
 */
export function offerNew(engine, about) {
  const list = byId('standards');
  const search = byId('standard-search');
  const draw = () => list.replaceChildren(...options(about.standards, search.value));
  search.addEventListener('input', draw);
  byId('year').value = new Date().getFullYear();
  draw();
  byId('new-form').addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault();
    if (list.value) obtain(engine, { do: 'new', chosen: { standard: list.value, year: byId('year').value } });
    else tell('没有叫这个名字的评价标准，请换个词找找，例如省份的名称。');
  });
  byId('sample').addEventListener('click', () => obtain(engine, { do: 'sample' }));
  byId('handbook').addEventListener('click', () => obtain(engine, { do: 'handbook' }));
  byId('standard').append(...options(about.standards, '').map((/** @type {HTMLOptionElement} */ each) => {
    each.selected = false;
    return each;
  }));
}

/**
 * @param {StandardInfo[]} standards
 * @param {string} wanted
 */
function options(standards, wanted) {
  const words = wanted.toLowerCase().split(/\s+/);
  const found = standards.filter((each) => words.every((word) => each.search.includes(word)));
  const usual = found.find((each) => each.region === wanted.trim()) || found.find((each) => each.id === USUAL) || found[0];
  return found.map((each) => {
    const text = each.region + '：' + each.name + (each.unverified ? '（有未核实的规则）' : '');
    return make('option', { value: each.id, selected: each === usual }, text);
  });
}

/**
 * Ask for files and download them.
 * @param {import('./engine.js').Engine} engine
 * @param {Ask} request
 */
export async function obtain(engine, request) {
  tell('正在准备文件……');
  try {
    const result = await engine.ask(request);
    for (const file of result.files) download(file.name, file.bytes);
    tell('已下载：' + result.files.map((file) => file.name).join('、'));
  } catch (trouble) {
    const said = /** @type {Trouble} */ (trouble);
    tell(said.message + said.remedy);
  }
}
