import { callCognito } from './aws.js';
import { findRoute } from './configuration.js';
import { claimsOf, isOfProvider } from './tokens.js';

/**
 * Whether the signed-in user has a password. Users of an identity provider have none; where users sign in with codes by e-mail, Cognito
 * knows it. True if it cannot be found out.
 *
 * @param {import('./tokens.js').Tokens} tokens
 * @param {import('./configuration.js').Configuration | undefined} configuration
 */
export async function hasPassword({ idToken, accessToken }, configuration) {
  if (isOfProvider(claimsOf(idToken))) return false;
  if (!findRoute(configuration, 'POST /sign-in/email-code') || !configuration?.embedded?.cognito) return true;
  const { body } = await callCognito('GetUserAuthFactors', { AccessToken: accessToken });
  const factors = body?.ConfiguredUserAuthFactors;
  return !Array.isArray(factors) || factors.includes('PASSWORD');
}
