// Making elements. Text is only ever set as text: nothing that comes out of a file can become markup.

/**
 * @param {string} id
 * @returns {any} the element, which the page has
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error('the page has no #' + id);
  return found;
}

/**
 * An element with attributes (an `on…` function becomes a listener; false, null and '' leave the attribute out) and children.
 * @param {string} tag
 * @param {Record<string, any>} attributes
 * @param {...(Node | string | null | false)} children
 * @returns {any}
 */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== '') element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * A table with a caption for those who cannot see it, a head, and rows that are given as elements.
 * @param {string} caption
 * @param {string[]} titles
 * @param {HTMLElement[]} rows
 * @param {string} [kind]
 */
export function table(caption, titles, rows, kind) {
  return make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    make('table', { class: kind || '' },
      make('caption', {}, caption),
      make('thead', {}, make('tr', {}, ...titles.map((title) => make('th', { scope: 'col' }, title)))),
      make('tbody', {}, ...rows)));
}

/**
 * Open a dialog; once it is closed, the focus is where it was (Chromium before 92 forgets).
 * @param {string} id
 */
export function openDialog(id) {
  const dialog = byId(id);
  const opener = /** @type {any} */ (document.activeElement);
  const restore = () => {
    const now = document.activeElement;
    if (opener && (now === document.body || dialog.contains(now))) opener.focus();
  };
  dialog.addEventListener('close', restore, { once: true });
  dialog.showModal();
}

/**
 * Say something where a screen reader hears it too.
 * @param {string} text
 */
export function tell(text) {
  byId('status').textContent = text;
}
