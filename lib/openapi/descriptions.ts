import * as z from 'zod/mini';
import {
  Account,
  Challenge,
  ConfirmAndSignInReply,
  Message,
  MfaSetup,
  PasskeyList,
  PasskeyOptions,
  PasskeyRemoval,
  SecretReply,
  SignUpReply,
  Tokens,
  TotpKey,
} from '../../lambda/contract/replies';
import type { Route, RouteDescription } from '../api/route';

/** The groups of operations in the document. */
export const tags = {
  'Sign-up': 'Create an account and confirm it',
  'Sign-in': 'Get, refresh and revoke tokens',
  Password: 'Change a password, or reset a forgotten one',
  Account: 'The account of the caller',
  'Second factor': 'TOTP with an authenticator app',
  Passkeys: 'Passkeys (WebAuthn) of the caller',
  Examples: 'A route of each kind of authorization, to replace with the routes of the product',
} as const;

const username = 'ada';
const password = 'Correct-Horse-7';
const newPassword = 'Battery-Staple-8';
const code = '123456';
const refreshToken = 'eyJjdHkiOiJKV1QiLCJlbmMi.example';
const session = 'AYABeExample-session';
const email = 'ada@example.com';
const sub = '5f0b1c1e-8a77-4c0e-9d6b-0f8f4e1b2a3c';
const tokens = {
  idToken: 'eyJraWQiOiJ.id.example',
  accessToken: 'eyJraWQiOiJ.access.example',
  refreshToken,
  tokenType: 'Bearer',
  expiresIn: 900,
};

const passkeyId = 'Ae3Qw0r7example-passkey-id';
const webAuthnChallenge = 'cGxlYXNlLXNpZ24tdGhpcy1jaGFsbGVuZ2UtMzItYnl0ZXM';
const passkeyRequestOptions = {
  challenge: webAuthnChallenge,
  rpId: 'example.com',
  timeout: 180_000,
  userVerification: 'required',
};
const totpKey = {
  secret: 'JBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Example:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example',
};

const signedIn = {
  status: 200,
  description: 'The tokens, or a challenge to answer at POST /challenge',
  schemas: [Tokens, Challenge],
  example: tokens,
};

const descriptions: Readonly<Record<string, RouteDescription & { readonly tag: keyof typeof tags }>> = {
  'sign-up': {
    tag: 'Sign-up',
    summary: 'Create an account',
    description:
      'Cognito sends a confirmation code to the e-mail address, for POST /confirm. With the setting `signInWith: email`, ' +
      'the reply is the same for a registered address.',
    request: { username, password, email },
    reply: {
      status: 201,
      description: 'The account is created, and must be confirmed with the code',
      schemas: [SignUpReply],
      example: { username, confirmed: false, delivery: { medium: 'EMAIL', destination: 'a***@e***' } },
    },
  },
  confirm: {
    tag: 'Sign-up',
    summary: 'Confirm an account',
    description:
      'Takes the code that was sent by e-mail. With `password`, the reply is 403 `password_reset_required` if the account ' +
      'has another password: another person registered the address first. The account is then confirmed; reset its ' +
      'password before the first sign-in. With `signIn`, which a stage with other sign-in methods than passwords takes, the ' +
      'reply has the tokens, or the challenge to answer before they are issued. Send the password too if the account was ' +
      'created with one: without it, the reply is 403 `password_reset_required` for an account that has a password.',
    request: { username, code, password, signIn: true },
    reply: {
      status: 200,
      description: 'The account is confirmed: its user can sign in',
      schemas: [ConfirmAndSignInReply],
      example: { username, confirmed: true, signIn: tokens },
    },
  },
  'resend-code': {
    tag: 'Sign-up',
    summary: 'Send a new confirmation code',
    description: 'Sends nothing if the account does not exist or is confirmed.',
    request: { username },
    reply: {
      status: 202,
      description: 'The same reply whether or not the account exists',
      schemas: [Message],
      example: { message: 'If the account exists and is not confirmed, a new code has been sent' },
    },
  },
  'sign-in': {
    tag: 'Sign-in',
    summary: 'Sign in with a password',
    description: 'The reply has the tokens, or a challenge that must be answered before tokens are issued.',
    request: { username, password },
    reply: signedIn,
  },
  'sign-in-email-code': {
    tag: 'Sign-in',
    summary: 'Send a code to sign in with',
    description:
      'Cognito sends a code to the verified e-mail address of the account. Answer the challenge EMAIL_OTP with it at ' +
      'POST /challenge. The reply is the same for every account; without a verified address nothing is sent.',
    request: { username },
    reply: {
      status: 200,
      description: 'The challenge to answer',
      schemas: [Challenge],
      example: { challenge: 'EMAIL_OTP', session, username },
    },
  },
  'sign-in-passkey': {
    tag: 'Sign-in',
    summary: 'Get the options to sign in with a passkey',
    description:
      "Give `parameters` to the browser's `navigator.credentials.get`, and answer the challenge WEB_AUTHN with the passkey at " +
      'POST /challenge. The reply is the same for every account, also for one without passkeys.',
    request: { username },
    reply: {
      status: 200,
      description: 'The challenge to answer',
      schemas: [Challenge],
      example: { challenge: 'WEB_AUTHN', session, username, parameters: passkeyRequestOptions },
    },
  },
  'start-mfa-setup': {
    tag: 'Second factor',
    summary: 'Create a TOTP key during the sign-in',
    description: 'Answers the first half of the challenge MFA_SETUP. PUT /challenge/totp finishes it.',
    request: { username, session },
    reply: {
      status: 200,
      description: 'The new key, and the session that replaces the one of the challenge',
      schemas: [MfaSetup],
      example: { ...totpKey, session },
    },
  },
  'finish-mfa-setup': {
    tag: 'Second factor',
    summary: 'Enable TOTP and finish the sign-in',
    description: 'Takes a code of the authenticator app, and the session of POST /challenge/totp.',
    request: { username, session, code },
    reply: signedIn,
  },
  challenge: {
    tag: 'Sign-in',
    summary: 'Answer a challenge',
    description: 'The reply has the tokens, or the next challenge. Send the username and session of the challenge.',
    request: { username, challenge: 'SOFTWARE_TOKEN_MFA', session, code },
    reply: signedIn,
  },
  refresh: {
    tag: 'Sign-in',
    summary: 'Exchange the refresh token for new tokens',
    description: 'The reply has a new refresh token; the old one becomes invalid.',
    request: { refreshToken },
    reply: { status: 200, description: 'New tokens of the same session', schemas: [Tokens], example: tokens },
  },
  'sign-out': {
    tag: 'Sign-in',
    summary: 'Sign out',
    description:
      'Revokes the refresh token and ends its session. API Gateway accepts the ID token of the session until it expires.',
    request: { refreshToken },
    reply: { status: 204, description: 'The session has ended, or the token was not valid' },
  },
  'forgot-password': {
    tag: 'Password',
    summary: 'Send a code to reset a forgotten password',
    description: 'Sends nothing if the account does not exist or has no verified e-mail address.',
    request: { username },
    reply: {
      status: 202,
      description: 'The same reply whether or not the account exists',
      schemas: [Message],
      example: { message: 'If the account exists, a code to reset the password has been sent' },
    },
  },
  'reset-password': {
    tag: 'Password',
    summary: 'Set a new password with the code',
    description:
      'Takes the code of POST /forgot-password. Ends all sessions of the user, except for a user with a second factor. With ' +
      '`removePasskeys`, which a stage with passkeys takes, it also removes all passkeys, which otherwise stay valid.',
    request: { username, code, newPassword },
    reply: { status: 204, description: 'The new password is valid' },
    otherReply: {
      status: 200,
      description:
        'With `removePasskeys`: the new password is valid. If `passkeysRemoved` is true, no passkey and no session from before is ' +
        'left. If not, some may be: a sign-in needs a `second_factor`, or a call `failed`.',
      schemas: [PasskeyRemoval],
      example: { passkeysRemoved: true },
    },
  },
  me: {
    tag: 'Account',
    summary: 'Get the account of the caller',
    description: 'Reads the account from Cognito, which rejects a revoked token.',
    reply: {
      status: 200,
      description: 'The account as it is now',
      schemas: [Account],
      example: { username, sub, email, emailVerified: true, totp: false },
    },
  },
  'update-me': {
    tag: 'Account',
    summary: 'Change the profile',
    description:
      'Takes the attributes that the setting `profileAttributes` lists. An empty value removes an attribute.',
    request: { name: 'Ada Lovelace' },
    reply: {
      status: 200,
      description: 'The account with the changes',
      schemas: [Account],
      example: { username, sub, email, emailVerified: true, totp: false, profile: { name: 'Ada Lovelace' } },
    },
  },
  'change-email': {
    tag: 'Account',
    summary: 'Change the e-mail address',
    description:
      'Cognito sends a code to the new address, for POST /me/email/confirm. Until then the old address stays valid. The reply is the ' +
      'same if another account has the address.',
    request: { email: 'ada@example.org' },
    reply: {
      status: 202,
      description: 'The same reply whether or not the address can be used',
      schemas: [Message],
      example: {
        message:
          'If the address can be used, a code has been sent to it. Until it is confirmed, the old address stays valid',
      },
    },
  },
  'confirm-email': {
    tag: 'Account',
    summary: 'Confirm the new e-mail address',
    description: 'Takes the code that was sent to the new address.',
    request: { code },
    reply: { status: 204, description: 'The new address has replaced the old one' },
  },
  'list-passkeys': {
    tag: 'Passkeys',
    summary: 'List the passkeys',
    description: 'At most 20.',
    reply: {
      status: 200,
      description: 'The passkeys of the caller',
      schemas: [PasskeyList],
      example: { passkeys: [{ id: passkeyId, name: 'Passkey', createdAt: '2026-11-21T12:00:00.000Z' }] },
    },
  },
  'start-passkey': {
    tag: 'Passkeys',
    summary: 'Get the options to create a passkey',
    description: "Give `options` to the browser's `navigator.credentials.create`. PUT /passkeys adds the passkey.",
    reply: {
      status: 200,
      description: 'The options for the browser',
      schemas: [PasskeyOptions],
      example: {
        options: {
          rp: { id: 'example.com', name: 'example.com' },
          user: { id: 'NWYwYjFjMWU', name: username, displayName: username },
          challenge: webAuthnChallenge,
          pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        },
      },
    },
  },
  'add-passkey': {
    tag: 'Passkeys',
    summary: 'Add a passkey',
    description:
      "Takes the browser's `credential.toJSON()` (RegistrationResponseJSON). For a user with TOTP, a passkey counts as both factors: it " +
      'signs in without a code.',
    request: {
      credential: {
        id: passkeyId,
        rawId: passkeyId,
        type: 'public-key',
        response: { clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0', attestationObject: 'o2NmbXRkbm9uZQ' },
        clientExtensionResults: {},
      },
    },
    reply: { status: 204, description: 'The passkey is added' },
  },
  'delete-passkey': {
    tag: 'Passkeys',
    summary: 'Remove a passkey',
    description: 'It can no longer be used to sign in.',
    reply: { status: 204, description: 'The passkey is removed' },
  },
  'change-password': {
    tag: 'Password',
    summary: 'Change the password',
    description: 'Ends all sessions of the user, also the one of the caller, unless `signOutEverywhere` is false.',
    request: { currentPassword: password, newPassword },
    reply: { status: 204, description: 'The new password is valid' },
  },
  'create-totp-key': {
    tag: 'Second factor',
    summary: 'Create a TOTP key',
    description: 'Show the key to the user, who adds it to an authenticator app. PUT /mfa/totp enables it.',
    reply: {
      status: 200,
      description: 'The new key',
      schemas: [TotpKey],
      example: totpKey,
    },
  },
  'enable-totp': {
    tag: 'Second factor',
    summary: 'Enable TOTP',
    description: 'Takes a code of the authenticator app. Each later sign-in with a password requires a code.',
    request: { code },
    reply: { status: 204, description: 'TOTP is enabled' },
  },
  'disable-totp': {
    tag: 'Second factor',
    summary: 'Disable TOTP',
    description: 'Later sign-ins with a password require no code.',
    reply: { status: 204, description: 'TOTP is disabled' },
  },
  'sign-out-everywhere': {
    tag: 'Sign-in',
    summary: 'Sign out on all devices',
    description: 'Revokes all tokens of the user. API Gateway accepts ID tokens until they expire.',
    reply: { status: 204, description: 'All sessions of the user have ended' },
  },
  'delete-me': {
    tag: 'Account',
    summary: 'Delete the account',
    description: 'This cannot be undone.',
    reply: { status: 204, description: 'The account is deleted' },
  },
  hello: {
    tag: 'Examples',
    summary: 'A greeting, without authentication',
    description: 'A route that is open to everyone.',
    reply: { status: 200, description: 'The greeting', schemas: [Message], example: { message: 'Hello!' } },
  },
  secret: {
    tag: 'Examples',
    summary: 'A message for signed-in callers',
    description: 'A route that requires an ID token.',
    reply: {
      status: 200,
      description: 'The message, and the user from the claims of the ID token',
      schemas: [SecretReply],
      example: { message: 'This is for signed-in callers only', user: { username, sub, email } },
    },
  },
  admin: {
    tag: 'Examples',
    summary: 'A message for administrators',
    description: 'A route that requires an ID token of a member of a group.',
    reply: {
      status: 200,
      description: 'The message, and the user from the claims of the ID token',
      schemas: [SecretReply],
      example: { message: 'This is for admins only', user: { username, sub, email } },
    },
  },
  private: {
    tag: 'Examples',
    summary: 'A greeting for signed requests',
    description: 'A route that requires an AWS signature, with credentials of the identity pool.',
    reply: {
      status: 200,
      description: 'The greeting, with the identity id of the caller',
      schemas: [Message],
      example: { message: 'Hello us-east-1:2b1f7c0e-5d34-4f0a-9a51-6c1f0a7d3e92!' },
    },
  },
};

/** The description of a route: of its row, of the table above, or texts made of method and path. */
export function descriptionOf({ name, method, path, description }: Route): RouteDescription {
  return (
    description ??
    descriptions[name] ?? {
      tag: capitalized(path.split('/')[1] || 'root'),
      summary: `${method} ${path}`,
      description: `Handled by lambda/${name}.ts.`,
      reply: { status: '2XX', description: 'The reply of the handler', schemas: [z.unknown()] },
    }
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
