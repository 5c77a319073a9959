import { secondsAhead } from '../clock-note.js';
import { find } from '../dom.js';
import { createStore } from '../store.js';
import { claimsOf, expiryOf, parseTokens } from '../tokens.js';

/**
 * The parts of Swagger UI that this page uses.
 *
 * @typedef {object} SwaggerUi
 * @property {(scheme: string, token: string) => void} preauthorizeApiKey
 *
 * @typedef {{ SwaggerUIBundle: (options: object) => SwaggerUi }} SwaggerGlobals
 */

const dark = matchMedia('(prefers-color-scheme: dark)');
dark.addEventListener('change', showTheme);
showTheme();

const response = await fetch('openapi.json');
const openapi = await response.json();
if (response.ok) showReference();
else showError(String(openapi.message));

/** Swagger UI has a dark theme, which it takes from a class. */
function showTheme() {
  document.documentElement.classList.toggle('dark-mode', dark.matches);
}

/** Attributes for keyboards and screen readers that Swagger UI leaves out, by the selectors of their elements. */
const missingAttributes = Object.entries({
  'select#servers': { 'aria-label': 'Server' },
  'select.examples-select-element': { 'aria-label': 'Example' },
  'select.content-type': { 'aria-label': 'Media type' },
  'textarea.body-param__text': { 'aria-label': 'Request body' },
  'pre.curl, .highlight-code pre': { tabindex: '0' },
});

/** @param {HTMLElement} reference */
function addMissingAttributes(reference) {
  for (const [selector, attributes] of missingAttributes) {
    for (const [name, value] of Object.entries(attributes)) {
      for (const element of reference.querySelectorAll(`:is(${selector}):not([${name}])`)) {
        element.setAttribute(name, value);
      }
    }
  }
}

function showReference() {
  const { SwaggerUIBundle } = /** @type {SwaggerGlobals} */ (/** @type {unknown} */ (window));
  const domNode = find(document, '#reference', HTMLElement);
  new MutationObserver(() => addMissingAttributes(domNode)).observe(domNode, { childList: true, subtree: true });
  const ui = SwaggerUIBundle({
    domNode,
    spec: { ...openapi, servers: [{ url: location.origin, description: 'This local run' }] },
    // Swagger UI sends the document to a public validator otherwise.
    validatorUrl: null,
    // The address of the page must not choose another document or server.
    queryConfigEnabled: false,
    deepLinking: false,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    onComplete: () => void authorize(ui),
  });
}

/**
 * Authorizes the security schemes idToken and accessToken by the session of the console in this tab.
 *
 * @param {SwaggerUi} ui
 */
async function authorize(ui) {
  const stored = Object(createStore(`${location.origin} `).read('tokens'));
  const tokens = parseTokens(stored, Number(stored.receivedAt));
  find(document, '[data-session-state]', HTMLElement).textContent = sessionState(tokens, await secondsAhead());
  if (!tokens) return;
  const schemes = Object(openapi.components?.securitySchemes);
  for (const name of /** @type {const} */ (['idToken', 'accessToken'])) {
    if (schemes[name]?.scheme === 'bearer') ui.preauthorizeApiKey(name, tokens[name]);
  }
}

/**
 * @param {import('../tokens.js').Tokens | undefined} tokens
 * @param {number} aheadSeconds how far the clock of the local run was moved
 */
function sessionState(tokens, aheadSeconds) {
  if (!tokens) return 'Not signed in: sign in at the console, or press Authorize.';
  if (Date.now() < expiryOf(claimsOf(tokens.idToken), tokens.receivedAt, aheadSeconds))
    return 'Requests use the tokens of the console.';
  return 'The tokens of the console have expired: refresh them there, then open this page again.';
}

/** @param {string} message */
function showError(message) {
  const box = find(document, '[data-error]', HTMLElement);
  box.hidden = false;
  box.textContent = message;
}
