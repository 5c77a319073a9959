import { connectAccount } from './account.js';
import { apiAt } from './api.js';
import { readApiAddress } from './api-address.js';
import { connectAuthenticator } from './authenticator.js';
import { connectCalls, placeCalls } from './calls.js';
import { find, findAll } from './dom.js';
import { clearSecrets } from './fields.js';
import { clearSaid } from './forms.js';
import { isTemporaryPassword, Mailbox } from './mailbox.js';
import { connectManagedLogin } from './managed-login.js';
import { showNotice } from './notice.js';
import { requestLog } from './request-log.js';
import { Router } from './router.js';
import { Session } from './session.js';
import { openStore } from './store.js';
import { connectStrangers } from './strangers.js';
import { showTokens } from './token-panel.js';
import { claimsOf } from './tokens.js';

const STRANGERS = ['sign-up', 'sign-in', 'confirm', 'forgot', 'reset', 'challenge'];
const USERS = ['account', 'password', 'authenticator', 'close'];

/** What is said when a session is over. */
const farewells = {
  'signed out': 'You are signed out.',
  closed: 'The account is deleted.',
  refused: 'Your session has ended. Sign in again.',
  'ended elsewhere': 'You were signed out in another tab.',
  forgotten: 'You are signed out.',
};

/** The embedded Cognito keeps its users in memory. */
const RESTART_HINT = ' A restart of the local run deletes its users: sign up again if yours is gone.';

const address = readApiAddress(location.search, location.origin);
if ('mistake' in address) showMistake(address.mistake);
else start(address);

/** @param {string} mistake */
function showMistake(mistake) {
  const place = find(document, '[data-mistake]', HTMLElement);
  place.hidden = false;
  place.textContent = mistake;
}

/** @param {import('./api-address.js').ApiAddress} address */
function start(address) {
  const log = requestLog();
  /** @type {Mailbox | undefined} */
  let mailbox;
  /** @type {import('./api.js').Witness} */
  const witness = (request) => {
    const logged = log(request);
    return (...outcome) => {
      logged(...outcome);
      mailbox?.lookSoon();
    };
  };
  const send = apiAt(address, witness);
  const store = openStore(`${address.base} `);
  const session = new Session(send, store);
  const router = new Router(allowedView);
  const strangers = connectStrangers({ session, go, remember });
  const sendTo = (/** @type {string} */ base) => apiAt({ base, local: true }, witness);
  const managedLogin = address.local ? connectManagedLogin({ session, store, sendTo, go }) : undefined;
  connectAccount(session);
  connectCalls(session);
  const authenticator = connectAuthenticator(session);

  router.onEnter = (view) => {
    showNotice('');
    for (const form of document.querySelectorAll('form')) {
      clearSaid(form);
      clearSecrets(form);
    }
    if (view !== 'challenge') strangers.forgetChallenge();
    fillUsername(view);
    placeCalls(view);
    authenticator.leave();
    if (view === 'authenticator') void authenticator.enter();
  };
  session.onChange = (ending) => {
    showSession();
    if (!ending) return;
    find(document, '[data-close-dialog]', HTMLDialogElement).close();
    // The way over Cognito's own pages ends on this one, loaded anew.
    if (managedLogin?.leave(ending)) store.write('farewell', ending);
    else bidFarewell(ending);
  };

  for (const place of findAll(document, '[data-local]')) place.hidden = !address.local;
  find(document, '[data-not-kept]', HTMLElement).hidden = store.lasting;
  find(document, '[data-api-base]', HTMLElement).textContent = address.base;
  find(document, '[data-page]', HTMLElement).hidden = false;
  find(document, '[data-skip]', HTMLElement).addEventListener('click', (event) => {
    // The fragment is the view's.
    event.preventDefault();
    find(document, 'main', HTMLElement).focus();
  });
  showSession();
  router.start();
  const farewell = store.read('farewell');
  store.write('farewell', undefined);
  if (isEnding(farewell)) bidFarewell(farewell);
  if (address.local) mailbox = new Mailbox(useCode);

  /** @param {string} view */
  function allowedView(view) {
    if (session.tokens) return USERS.includes(view) ? view : 'account';
    if (view === 'challenge' && !strangers.isChallenged()) return 'sign-in';
    if (USERS.includes(view)) return 'sign-in';
    return STRANGERS.includes(view) ? view : 'sign-up';
  }

  /**
   * @param {string} view
   * @param {string} [notice]
   */
  function go(view, notice = '') {
    router.go(view);
    showNotice(notice);
  }

  /** @param {import('./session.js').Ending} ending */
  function bidFarewell(ending) {
    const hint = ending === 'refused' && address.local ? RESTART_HINT : '';
    go(ending === 'closed' ? 'sign-up' : 'sign-in', farewells[ending] + hint);
  }

  function showSession() {
    const { tokens } = session;
    const name = tokens ? nameOf(tokens) : '';
    for (const place of findAll(document, '[data-username]')) place.textContent = name;
    const who = find(document, '[data-who]', HTMLElement);
    who.textContent = tokens ? `Signed in as ${name}` : 'Not signed in';
    who.classList.toggle('good', tokens !== undefined);
    document.body.toggleAttribute('data-signed-in', tokens !== undefined);
    for (const nav of findAll(document, '[data-nav]'))
      nav.hidden = (nav.dataset.nav === 'user') !== (tokens !== undefined);
    showTokens(tokens);
  }

  /** Whom the forms are about, so that nobody has to type it again. @param {string} username */
  function remember(username) {
    store.write('username', username);
  }

  /** @param {string} view */
  function fillUsername(view) {
    const known = store.read('username');
    if (view === 'sign-up' || typeof known !== 'string') return;
    const input = document.querySelector(`[data-view="${view}"] [name="username"]`);
    if (input instanceof HTMLInputElement) input.value = known;
  }

  /** Puts what a message holds where it is wanted: into the form at hand, or the one that is meant. @param {import('./mailbox.js').Message} message */
  function useCode(message) {
    const isPassword = isTemporaryPassword(message);
    const wanted = isPassword ? ['sign-in'] : ['confirm', 'reset'];
    if (!wanted.includes(router.current)) go(wanted[0] ?? '');
    const view = find(document, `[data-view="${router.current}"]`, HTMLElement);
    const username = view.querySelector('[name="username"]');
    if (username instanceof HTMLInputElement) username.value = message.username ?? message.to;
    const input = find(view, isPassword ? '[name="password"]' : '[name="code"]', HTMLInputElement);
    input.value = message.code;
    input.focus();
  }
}

/**
 * @param {unknown} kept
 * @returns {kept is import('./session.js').Ending}
 */
function isEnding(kept) {
  return typeof kept === 'string' && Object.hasOwn(farewells, kept);
}

/** What a person is called where they sign in; with addresses for names, Cognito's own name is an id. @param {import('./tokens.js').Tokens} tokens */
function nameOf({ idToken }) {
  const { 'cognito:username': username, sub, email } = claimsOf(idToken);
  return String(username === sub ? email : username);
}
