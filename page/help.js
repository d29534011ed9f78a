// The page of a code: what it looks like, why it matters, what to do.
import { byId, make, openDialog, table, tell } from './dom.js';

/**
 * @param {import('./engine.js').Engine} engine
 * @param {string} code
 */
export async function showHelp(engine, code) {
  try {
    const result = await engine.ask({ do: 'explain', chosen: { code } });
    draw(result.told);
    openDialog('help');
  } catch (trouble) {
    const said = /** @type {Trouble} */ (trouble);
    tell(said.message + said.remedy);
  }
}

/**
 * Show what is to be told in more than a line.
 * @param {string} title
 * @param {string[]} lines
 */
export function showLines(title, lines) {
  byId('help-title').textContent = title;
  byId('help-text').replaceChildren(...lines.map((line) => make('p', {}, line)));
  byId('help').showModal();
}

/** @param {HelpPage} page */
function draw(page) {
  byId('help-title').textContent = page.code + ' ' + page.name + '（' + page.level + '）';
  const facts = page.facts.map((fact) => [make('dt', {}, fact.term), ...fact.texts.map((text) => make('dd', {}, text))]);
  byId('help-text').replaceChildren(...page.excerpts.map(excerpt), make('dl', {}, ...facts.flat()));
}

/** @param {Excerpt} shown */
function excerpt(shown) {
  const rows = shown.lines.map((line) => make('tr', {},
    make('th', { scope: 'row' }, String(line.number)),
    ...line.cells.map((cell, at) => {
      const isMarked = line.marked.includes(at);
      return make('td', {}, isMarked ? make('mark', {}, cell || '空白') : cell);
    })));
  return table('工作表“' + shown.sheet + '”', ['行', ...shown.columns], rows);
}
