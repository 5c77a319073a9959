import { connectAccount } from './account.js';
import { createApiClient } from './api.js';
import { parseApiAddress } from './api-address.js';
import { connectCalls, placeCalls } from './api-calls.js';
import { connectAuthenticator } from './authenticator.js';
import { clockLead, secondsAhead, showClockNotes } from './clock-note.js';
import { copyButton } from './components/copy-button.js';
import { findRoute, hasSignIn, lacksRoute, loadConfiguration } from './configuration.js';
import { connectConnection } from './connection.js';
import { element, find, findAll } from './dom.js';
import { clearSecrets, setValue } from './fields.js';
import { confirmForeignApi } from './foreign-api.js';
import { clearMessages } from './forms.js';
import { connectGuestForms } from './guest-forms.js';
import { onLive } from './live.js';
import { connectInbox } from './mailbox/inbox.js';
import { isInvitation } from './mailbox/messages.js';
import { connectManagedLogin, managedLoginSettings } from './managed-login.js';
import { showNotice } from './notice.js';
import { connectPasskeys } from './passkeys.js';
import { connectPasswordChecklists } from './password-checklist.js';
import { connectProfile } from './profile.js';
import { connectReloadOffer } from './reload-offer.js';
import { connectRecentRequests } from './requests/recent-requests.js';
import { requestLog } from './requests/request-log.js';
import { showRoutes } from './route-list.js';
import { Router } from './router.js';
import { connectSections } from './sections.js';
import { Session } from './session.js';
import { createStore } from './store.js';
import { showTokens } from './token-panel.js';
import { claimsOf, isOfProvider } from './tokens.js';
import { hasPassword } from './user-password.js';

/** Views of guests, with the route that each needs. */
const guestViews = new Map([
  ['sign-up', 'POST /sign-up'],
  ['sign-in', 'POST /sign-in'],
  ['confirm', 'POST /confirm'],
  ['forgot', 'POST /forgot-password'],
  ['reset', 'POST /reset-password'],
  ['challenge', 'POST /challenge'],
]);
/** Views of guests that a signed-in user can open to sign in again. */
const REAUTHENTICATION_VIEWS = ['sign-in', 'challenge', 'forgot', 'reset'];
/** Views in which a signed-in user can use the code of a message. */
const CODE_VIEWS = [...REAUTHENTICATION_VIEWS, 'profile'];

/** The view that takes the code of a message, by its purpose. */
const codeViews = {
  signUp: 'confirm',
  attribute: 'profile',
  reset: 'reset',
  signIn: 'challenge',
  invitation: 'sign-in',
};
/** Views that take codes of an authenticator app. */
const TOTP_VIEWS = ['challenge', 'authenticator'];

/** The notice after a session ended, by its reason. */
const signOutMessages = {
  'signed-out': 'You are signed out.',
  'account-deleted': 'The account is deleted.',
  'password-changed': 'The password was changed, and you are signed out on all devices. Sign in with the new password.',
  rejected: 'Your session has ended. Sign in again.',
  'signed-out-in-other-tab': 'You were signed out in another tab.',
  'tokens-discarded': 'You are signed out.',
};

/** The notice if the sign-in that a code belongs to is not open any more. */
const CODE_WITHOUT_CHALLENGE = 'This code belongs to another sign-in: request a code, and use the newest message.';

/** The embedded Cognito keeps its users between starts, unless it is started with --fresh. */
const RESTART_HINT = 'A start of the local run with --fresh deletes its users: sign up again if yours is gone.';

const address = parseApiAddress(location.search, location.origin);
if ('error' in address) showAddressError(address.error);
else {
  const asked = await confirmForeignApi(address);
  await start(address);
  if (asked) find(document, 'main', HTMLElement).focus();
}

/** @param {string} error */
function showAddressError(error) {
  const box = find(document, '[data-address-error]', HTMLElement);
  box.hidden = false;
  box.textContent = error;
}

/** @param {import('./api-address.js').ApiAddress} address */
async function start(address) {
  const base = find(document, '[data-api-base]', HTMLElement);
  base.textContent = address.base;
  base.title = address.base;
  base.after(copyButton(address.base, 'Copy the API address'));
  find(document, '[data-skip]', HTMLElement).addEventListener('click', (event) => {
    // The fragment of the URL names the view.
    event.preventDefault();
    find(document, 'main', HTMLElement).focus();
  });
  connectConnection();
  const configuration = address.local ? await loadConfiguration() : undefined;
  showProduct(configuration?.productName);
  if (address.local) {
    void showDocuments();
    connectReloadOffer(configuration);
  }
  if (configuration && !hasSignIn(configuration)) showApiWithoutSignIn(configuration);
  else showForms(address, configuration);
  find(document, '[data-content]', HTMLElement).hidden = false;
}

/** Shows the links to the reference, which the run has if it was started with an OpenAPI document. */
async function showDocuments() {
  const reply = await fetch('reference', { cache: 'no-store' }).catch(() => undefined);
  find(document, '[data-documents]', HTMLElement).hidden = !reply?.ok;
}

/** @param {string | undefined} name */
function showProduct(name) {
  const place = find(document, '[data-product]', HTMLElement);
  place.textContent = name ?? '';
  place.hidden = name === undefined;
}

/** @param {import('./configuration.js').Configuration} configuration */
function showApiWithoutSignIn(configuration) {
  for (const place of findAll(document, '[data-nav], [data-guest-calls], [data-requests], .session-state')) {
    place.hidden = true;
  }
  find(document, '[data-sections] [href="#requests"]', HTMLElement).hidden = true;
  showRoutes(configuration.routes);
  const router = new Router((view) => (sections.has(view) ? view : 'routes'));
  const sections = connectSections({ configuration, local: true, go: (view, rest) => router.go(view, rest) });
  /** @type {import('./sections.js').Section | undefined} */
  let open;
  router.onEnter = (view, rest) => {
    const section = sections.get(view);
    if (section !== open) open?.leave?.();
    open = section;
    section?.enter?.(rest);
  };
  router.start();
  connectInbox();
}

/**
 * @param {import('./api-address.js').ApiAddress} address
 * @param {import('./configuration.js').Configuration | undefined} configuration
 */
function showForms(address, configuration) {
  const { observe } = requestLog;
  connectRecentRequests();
  const send = createApiClient(address, observe);
  const store = createStore(`${address.base} `);
  const session = new Session(send, store);
  const offers = (/** @type {string} */ route) => findRoute(configuration, route) !== undefined;
  showOfferedParts(configuration);
  if (configuration?.passwordPolicy) connectPasswordChecklists(configuration.passwordPolicy);
  /** The view that a user who must sign in again comes back to. @type {string | undefined} */
  let viewToReturnTo;
  const router = new Router(allowedView);
  /** What the mailbox does with a code. */
  const codes = {
    use: useCode,
    accepts: acceptsCode,
    expects: (/** @type {import('./mailbox/messages.js').Message} */ message) => viewFor(message) === currentForm,
  };
  const goTo = (/** @type {string} */ view, /** @type {string | undefined} */ rest) => router.go(view, rest);
  const sections = connectSections({ configuration, local: address.local, go: goTo, codes });
  /** @type {import('./sections.js').Section | undefined} */
  let openSection;
  /** The view of "Try the API" that is shown, or was shown before the section. */
  let currentForm = '';
  /** How many seconds the clock of the local run is ahead, as far as this page knows. */
  let clockAhead = 0;
  if (address.local) onLive('clock', followClock);
  /** Shows the codes that are of use in the mailbox beside the forms. */
  let showInbox = () => {};
  const guestForms = connectGuestForms({
    session,
    go,
    onSignedIn,
    storeUsername,
    signInWith: configuration?.signInWith,
    passwordIsOptional: configuration && offers('POST /sign-in/email-code'),
    confirmSignsIn: findRoute(configuration, 'POST /confirm')?.fields?.includes('signIn') ?? false,
  });
  const createClient = (/** @type {string} */ base) => createApiClient({ base, local: true }, observe);
  const settings = managedLoginSettings(configuration);
  const managedLogin = address.local ? connectManagedLogin({ session, store, createClient, go, settings }) : undefined;
  connectAccount(session);
  connectCalls(session, configuration);
  const profile = connectProfile({
    session,
    fields: findRoute(configuration, 'PATCH /me')?.fields ?? [],
    onEmailChange({ from, to }) {
      if (store.read('username') === from) storeUsername(to);
    },
  });
  /** Views that load data. */
  const loadingViews = new Map([
    ['authenticator', connectAuthenticator(session, { isRequired: offers('POST /challenge/totp') })],
    ['passkeys', connectPasskeys(session)],
    ['profile', profile],
  ]);

  router.onEnter = (view, rest) => {
    const section = sections.get(view);
    if (section !== openSection) openSection?.leave?.();
    openSection = section;
    if (section) return section.enter?.(rest);
    // A look into another section, for example for a code, changes nothing in a form.
    if (view !== currentForm) enterForm(view);
  };

  /** @param {string} view */
  function enterForm(view) {
    currentForm = view;
    showNotice(view === 'sign-in' && session.tokens ? 'Sign in again to continue.' : '');
    for (const form of [...document.forms].filter((form) => form.dataset.form)) {
      clearMessages(form);
      clearSecrets(form);
    }
    if (view !== 'challenge') guestForms.clearChallenge();
    if (userViews().includes(view)) viewToReturnTo = undefined;
    find(document, '[data-delete-dialog]', HTMLDialogElement).close();
    showInbox();
    fillUsername(view);
    placeCalls(view);
    for (const loading of loadingViews.values()) loading.leave();
    void loadingViews.get(view)?.enter();
    if (address.local && TOTP_VIEWS.includes(view)) void showClockNotes();
  }
  session.onReauthenticationRequired = () => {
    viewToReturnTo = currentForm;
  };
  session.onChange = (reason) => {
    showSession();
    if (!reason) return;
    viewToReturnTo = undefined;
    find(document, '[data-delete-dialog]', HTMLDialogElement).close();
    // Signing out at Cognito reloads this page, which then shows the notice.
    if (managedLogin?.signOut(reason)) store.write('sign-out-reason', reason);
    else showSignedOut(reason);
  };

  for (const place of findAll(document, '[data-local]')) place.hidden = !address.local;
  find(document, '[data-no-storage]', HTMLElement).hidden = store.persistent;
  showSession();
  router.start();
  void managedLogin?.completeSignIn();
  const signOutReason = store.read('sign-out-reason');
  store.write('sign-out-reason', undefined);
  if (isSignOutReason(signOutReason)) showSignedOut(signOutReason);
  if (address.local) showInbox = connectInbox(codes);

  /** @param {string} view @returns {string} */
  function allowedView(view) {
    if (sections.has(view)) return view;
    if (view === 'try' && currentForm) return allowedView(currentForm);
    const signsInAgain = viewToReturnTo !== undefined && REAUTHENTICATION_VIEWS.includes(view);
    if (session.tokens && !signsInAgain) return userViews().includes(view) ? view : 'account';
    if (view === 'challenge' && !guestForms.hasChallenge()) return 'sign-in';
    if (userViews().includes(view)) return 'sign-in';
    const known = guestViews.has(view) ? view : 'sign-up';
    return lacksRoute(configuration, guestViews.get(known) ?? '') ? 'sign-in' : known;
  }

  /**
   * @param {string} view
   * @param {string} [notice]
   */
  function go(view, notice = '') {
    router.go(view);
    showNotice(notice);
  }

  /** @param {string} notice */
  function onSignedIn(notice) {
    if (viewToReturnTo) go(viewToReturnTo, 'You have signed in again. You can continue now.');
    else go('account', notice);
  }

  /** @param {import('./session.js').SignOutReason} reason */
  function showSignedOut(reason) {
    const view = reason === 'account-deleted' ? 'sign-up' : 'sign-in';
    if (!sections.has(router.current)) go(view, signOutMessages[reason]);
    else {
      // The section stays open: the form appears with the way back to it.
      enterForm(view);
      showNotice(signOutMessages[reason]);
    }
    if (reason === 'rejected' && address.local) void explainRejection();
  }

  /** Adds to the notice why the API may have rejected the session. */
  async function explainRejection() {
    const lead = await clockLead();
    const hint = lead ? `The clock of the local run is ${lead} ahead: older sessions may have expired.` : RESTART_HINT;
    const message = signOutMessages.rejected;
    if (find(document, '[data-notice]', HTMLElement).textContent === message) showNotice(`${message} ${hint}`);
  }

  /** Moving the clock changes how long the tokens are valid. */
  async function followClock() {
    const ahead = await secondsAhead();
    if (ahead === clockAhead) return;
    clockAhead = ahead;
    showTokens(session.tokens, clockAhead);
  }

  function showSession() {
    const { tokens } = session;
    const name = tokens ? nameOf(tokens) : '';
    for (const place of findAll(document, '[data-username]')) place.textContent = name;
    const who = find(document, '[data-session-state]', HTMLElement);
    who.replaceChildren(...(tokens ? [element('span', { class: 'long' }, 'Signed in as '), name] : ['Not signed in']));
    who.title = name;
    document.body.toggleAttribute('data-signed-in', tokens !== undefined);
    for (const nav of findAll(document, '[data-nav]'))
      nav.hidden = (nav.dataset.nav === 'user') !== (tokens !== undefined);
    showTokens(tokens, clockAhead);
    showInbox();
    void showPasswordTabs();
  }

  /** Hides the tabs that a user without a password does not need. */
  async function showPasswordTabs() {
    const { tokens } = session;
    const isNeeded = !tokens || (await hasPassword(tokens, configuration));
    if (session.tokens !== tokens) return;
    for (const tab of findAll(document, '[data-password-only]')) {
      tab.hidden = !isNeeded || lacksRoute(configuration, String(tab.dataset.authRoute));
      if (tab.hidden && tab.getAttribute('href') === `#${router.current}`) router.go('account');
    }
  }

  /** Prefills the other forms with the username. @param {string} username */
  function storeUsername(username) {
    store.write('username', username);
  }

  /** @param {string} view */
  function fillUsername(view) {
    const stored = store.read('username');
    if (view === 'sign-up' || typeof stored !== 'string') return;
    const input = document.querySelector(`[data-view="${view}"] [name="username"]`);
    if (input instanceof HTMLInputElement) input.value = stored;
  }

  /**
   * Whether a form takes the code of a message: a signed-in user needs codes in some views only, and no codes of others.
   *
   * @param {import('./mailbox/messages.js').Message} message
   */
  function acceptsCode({ purpose, username }) {
    if (purpose === undefined) return false;
    const { tokens } = session;
    if (!tokens) return purpose !== 'attribute';
    return CODE_VIEWS.includes(currentForm) && nameOf(tokens).toLowerCase() === username.toLowerCase();
  }

  /**
   * Fills in the code or password of a message, in the current form if it takes one.
   *
   * @param {import('./mailbox/messages.js').Message} message
   */
  function useCode(message) {
    go(viewFor(message));
    const view = find(document, `[data-view="${router.current}"]`, HTMLElement);
    const username = view.querySelector('[name="username"]');
    if (username instanceof HTMLInputElement) username.value = message.username;
    const input =
      router.current === 'profile'
        ? profile.codeInput()
        : view.querySelector(isInvitation(message) ? '[name="password"]' : '[name="code"]');
    if (!(input instanceof HTMLInputElement)) return showNotice(CODE_WITHOUT_CHALLENGE);
    setValue(input, message.code);
    input.focus();
  }
}

/**
 * The view that takes the code or password of a message.
 *
 * @param {import('./mailbox/messages.js').Message} message
 */
function viewFor({ purpose = 'signUp' }) {
  return codeViews[purpose];
}

/**
 * Shows the parts of the page whose routes this API has: those with `data-route`, for which a stage needs a setting, if they are known
 * to exist; those with `data-auth-route` unless they are known not to exist.
 *
 * @param {import('./configuration.js').Configuration | undefined} configuration
 */
function showOfferedParts(configuration) {
  for (const part of findAll(document, '[data-route]')) {
    const names = String(part.dataset.route).split(', ');
    part.hidden = !names.some((name) => findRoute(configuration, name));
  }
  for (const part of findAll(document, '[data-auth-route]')) {
    part.hidden = lacksRoute(configuration, String(part.dataset.authRoute));
  }
}

/** The views that the tabs of a signed-in user lead to. */
function userViews() {
  const links = findAll(document, '[data-nav="user"] a:not([hidden])');
  return links.map((link) => String(link.getAttribute('href')).slice(1));
}

/**
 * @param {unknown} value
 * @returns {value is import('./session.js').SignOutReason}
 */
function isSignOutReason(value) {
  return typeof value === 'string' && Object.hasOwn(signOutMessages, value);
}

/**
 * The sign-in name. In a user pool that signs users in by e-mail address, the username is the `sub`; that of a user whom an identity
 * provider's sign-in has created is the provider's id, such as `google_123`.
 *
 * @param {import('./tokens.js').Tokens} tokens
 */
function nameOf({ idToken }) {
  const claims = claimsOf(idToken);
  const { 'cognito:username': username, sub, email } = claims;
  return String(((username === sub || isOfProvider(claims)) && email) || username);
}
