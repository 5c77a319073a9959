import type { ZodMiniType } from 'zod/mini';
import {
  Account,
  Challenge,
  ConfirmReply,
  Message,
  SecretReply,
  SignUpReply,
  Tokens,
  TotpKey,
} from '../../lambda/contract/replies';
import type { Route } from '../api/route';

/** The parts of an OpenAPI operation that are not in the route's row in lib/routes.ts. */
export interface RouteDescription {
  readonly summary: string;
  readonly request?: object;
  readonly reply: {
    readonly status: number;
    readonly schemas?: readonly ZodMiniType[];
    readonly example?: object;
  };
}

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

const signedIn = { status: 200, schemas: [Tokens, Challenge], example: tokens };
const nothing = { status: 204 };

const descriptions: Readonly<Record<string, RouteDescription>> = {
  'sign-up': {
    summary: 'Create an account and send a confirmation code to its e-mail address',
    request: { username, password, email },
    reply: {
      status: 201,
      schemas: [SignUpReply],
      example: { username, confirmed: false, delivery: { medium: 'EMAIL', destination: 'a***@e***' } },
    },
  },
  confirm: {
    summary: 'Confirm an account with the code',
    request: { username, code, password },
    reply: { status: 200, schemas: [ConfirmReply], example: { username, confirmed: true } },
  },
  'resend-code': {
    summary: 'Send a new confirmation code',
    request: { username },
    reply: {
      status: 202,
      schemas: [Message],
      example: { message: 'If the account exists and is not confirmed, a new code has been sent' },
    },
  },
  'sign-in': {
    summary: 'Sign in with a password; the reply is tokens or a challenge',
    request: { username, password },
    reply: signedIn,
  },
  challenge: {
    summary: 'Answer a challenge; the reply is tokens or another challenge',
    request: { username, challenge: 'SOFTWARE_TOKEN_MFA', session, code },
    reply: signedIn,
  },
  refresh: {
    summary: 'Exchange the refresh token for new tokens; the old refresh token becomes invalid',
    request: { refreshToken },
    reply: { status: 200, schemas: [Tokens], example: tokens },
  },
  'sign-out': {
    summary: 'Sign out: revoke the refresh token and its session',
    request: { refreshToken },
    reply: nothing,
  },
  'forgot-password': {
    summary: 'Send a code to reset a forgotten password',
    request: { username },
    reply: {
      status: 202,
      schemas: [Message],
      example: { message: 'If the account exists, a code to reset the password has been sent' },
    },
  },
  'reset-password': {
    summary: 'Set a new password with the code',
    request: { username, code, newPassword },
    reply: nothing,
  },
  me: {
    summary: 'Get the account of the caller',
    reply: {
      status: 200,
      schemas: [Account],
      example: { username, sub, email, emailVerified: true, totp: false },
    },
  },
  'change-password': {
    summary: 'Change the password',
    request: { currentPassword: password, newPassword },
    reply: nothing,
  },
  'create-totp-key': {
    summary: 'Create a TOTP key for an authenticator app; PUT /mfa/totp enables it',
    reply: {
      status: 200,
      schemas: [TotpKey],
      example: {
        secret: 'JBSWY3DPEHPK3PXP',
        uri: 'otpauth://totp/Example:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example',
      },
    },
  },
  'enable-totp': {
    summary: 'Enable TOTP: every sign-in then requires a code of the authenticator app',
    request: { code },
    reply: nothing,
  },
  'disable-totp': { summary: 'Disable TOTP', reply: nothing },
  'sign-out-everywhere': { summary: 'Sign out on all devices', reply: nothing },
  'delete-me': { summary: 'Delete the account; this cannot be undone', reply: nothing },
  hello: {
    summary: 'A greeting, without authentication',
    reply: { status: 200, schemas: [Message], example: { message: 'Hello!' } },
  },
  secret: {
    summary: 'A message for signed-in callers',
    reply: {
      status: 200,
      schemas: [SecretReply],
      example: { message: 'This is for signed-in callers only', user: { username, sub, email } },
    },
  },
  admin: {
    summary: 'A message for members of the group admins',
    reply: {
      status: 200,
      schemas: [SecretReply],
      example: { message: 'This is for admins only', user: { username, sub, email } },
    },
  },
  private: {
    summary:
      'A greeting for requests signed with credentials of the identity pool; exists only with the setting identityPool',
    reply: {
      status: 200,
      schemas: [Message],
      example: { message: 'Hello us-east-1:2b1f7c0e-5d34-4f0a-9a51-6c1f0a7d3e92!' },
    },
  },
};

/** The description of a route. Throws if it is missing. */
export function descriptionOf({ name }: Route): RouteDescription {
  const description = descriptions[name];
  if (!description) throw new Error(`lib/openapi/descriptions.ts does not describe the route "${name}"`);
  return description;
}
