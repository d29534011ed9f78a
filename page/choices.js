// What is chosen for everything that is made: which files, by which 评价标准, as drafts or not.
import { byId, make } from './dom.js';

/**
 * Offer what can be saved; what this copy of the page cannot make is shown, and cannot be chosen.
 * @param {ProductInfo[]} products
 */
export function offerProducts(products) {
  const boxes = products.map((each) => make('label', {},
    make('input', { type: 'checkbox', name: 'kind', value: each.kind, checked: each.kind === 'workbook', disabled: !each.there }),
    each.title));
  byId('kinds').append(...boxes);
  byId('no-report').hidden = products.every((each) => each.there);
}

/** @returns {string} the kinds of files that are ticked */
export function ticked() {
  const boxes = /** @type {HTMLInputElement[]} */ (Array.from(document.querySelectorAll('input[name=kind]:checked')));
  return boxes.map((box) => box.value).join(',');
}

/** @returns {Record<string, string>} */
export function chosen() {
  return { standard: byId('standard').value, draft: byId('draft').checked ? 'yes' : '' };
}
