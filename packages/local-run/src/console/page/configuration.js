/**
 * What the local run knows of the API that it serves: config.json.
 *
 * @typedef {object} Configuration
 * @property {string} apiUrl
 * @property {string} region
 * @property {string} productName
 * @property {string} [userPoolId]
 * @property {string} [userPoolClientId]
 * @property {'username' | 'email'} [signInWith]
 * @property {readonly string[]} [firstFactors] of `PASSWORD`, `EMAIL_OTP`, `WEB_AUTHN`
 * @property {'OFF' | 'OPTIONAL' | 'ON'} [mfa]
 * @property {import('./password-checklist.js').PasswordPolicy} [passwordPolicy]
 * @property {Omit<import('./managed-login.js').ManagedLoginSettings, 'clientId'> | null} [managedLogin]
 * @property {readonly ApiRoute[]} routes
 * @property {readonly string[]} tables names of the DynamoDB tables
 * @property {{ readonly cognito: boolean, readonly dynamodb: boolean }} embedded false: the run uses another one
 *
 * @typedef {object} ApiRoute
 * @property {string} method such as `POST`, or `ANY`
 * @property {string} path such as `/notes/{id}`
 * @property {'open' | 'id-token' | 'access-token' | 'iam'} auth
 * @property {readonly string[]} [fields] the fields of a JSON body, if the route has a request model that lists them
 */

/**
 * Loads the configuration; undefined if the local run is not running or has not loaded the app yet.
 *
 * @returns {Promise<Configuration | undefined>}
 */
export async function loadConfiguration() {
  try {
    const configuration = await (await fetch('config.json', { cache: 'no-store' })).json();
    return Array.isArray(configuration.routes) ? configuration : undefined;
  } catch {
    // Each API call on this page reports that the local run is not running.
    return undefined;
  }
}

/**
 * Whether a route of the API serves `POST /sign-in`, without which the forms of this page cannot work.
 *
 * @param {Configuration} configuration
 */
export function hasSignIn({ routes }) {
  return routes.some(
    ({ method, path }) => ['POST', 'ANY'].includes(method) && (path === '/sign-in' || /^\/\{[^/]+\}$/.test(path)),
  );
}

/**
 * The route with this method and path, such as `POST /sign-in/passkey`; undefined if there is none, and for another API
 * than the local run's, whose routes the page does not know.
 *
 * @param {Configuration | undefined} configuration
 * @param {string} name
 */
export function findRoute(configuration, name) {
  return configuration?.routes.find(({ method, path }) => `${method} ${path}` === name);
}

/**
 * Whether the API certainly has no route with this name: the configuration lists its routes, and this one is not among them. An API that
 * passes every request to one function lists none of them.
 *
 * @param {Configuration | undefined} configuration
 * @param {string} name
 */
export function lacksRoute(configuration, name) {
  return findRoute(configuration, 'POST /sign-in') !== undefined && findRoute(configuration, name) === undefined;
}
