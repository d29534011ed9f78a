// What the page's own script keeps to. Its syntax is that of 2020: Chromium 86 must read it.
const markup = 'Text out of a file must never become markup: use textContent or append.';
const asMarkup = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'write', 'writeln', 'createContextualFragment', 'setHTML', 'srcdoc'];
const elsewhere = ['XMLHttpRequest', 'WebSocket', 'EventSource', 'importScripts', 'sendBeacon'];

export default [
  {
    files: ['**/*.js'],
    languageOptions: { ecmaVersion: 2020, sourceType: 'module', globals: { window: 'readonly', setTimeout: 'readonly', setInterval: 'readonly' } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-restricted-properties': ['error', ...asMarkup.map((property) => ({ property, message: markup }))],
      'no-restricted-globals': ['error', ...elsewhere, 'fetch', 'localStorage', 'sessionStorage', 'indexedDB', 'alert', 'confirm', 'prompt'],
      'no-unused-vars': ['error', { caughtErrors: 'none' }],
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
      'no-shadow': 'error',
      'no-implicit-globals': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-unreachable': 'error',
      'no-useless-return': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-dupe-keys': 'error',
      'no-const-assign': 'error',
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
    },
  },
];
