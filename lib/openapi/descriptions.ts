import type { ZodMiniType } from 'zod/mini';
import type { Operation } from '../../lambda/contract/cognito-errors';
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
import type { Route } from '../routes';

/** What the OpenAPI document says of a route beyond its row in routes.ts. */
export interface RouteDescription {
  readonly summary: string;
  /** What the handler asks Cognito, and so which errors it can answer. */
  readonly calls: readonly Operation[];
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
    summary: 'Create an account; a code goes to its e-mail address',
    calls: ['SignUp'],
    request: { username, password, email },
    reply: {
      status: 201,
      schemas: [SignUpReply],
      example: { username, confirmed: false, delivery: { medium: 'EMAIL', destination: 'a***@e***' } },
    },
  },
  confirm: {
    summary: 'Confirm the account with the code',
    calls: ['ConfirmSignUp'],
    request: { username, code },
    reply: { status: 200, schemas: [ConfirmReply], example: { username, confirmed: true } },
  },
  'resend-code': {
    summary: 'Have a new code sent to an account that is not confirmed',
    calls: ['ResendConfirmationCode'],
    request: { username },
    reply: {
      status: 202,
      schemas: [Message],
      example: { message: 'If this account waits to be confirmed, a new code is on its way' },
    },
  },
  'sign-in': {
    summary: 'Start a session; a challenge may come before the tokens',
    calls: ['InitiateAuth'],
    request: { username, password },
    reply: signedIn,
  },
  challenge: {
    summary: 'Answer a challenge',
    calls: ['RespondToAuthChallenge'],
    request: { username, challenge: 'SOFTWARE_TOKEN_MFA', session, code },
    reply: signedIn,
  },
  refresh: {
    summary: 'Trade the refresh token for new tokens; it is used up by that',
    calls: ['GetTokensFromRefreshToken'],
    request: { refreshToken },
    reply: { status: 200, schemas: [Tokens], example: tokens },
  },
  'sign-out': {
    summary: 'End the session of a refresh token',
    calls: ['RevokeToken'],
    request: { refreshToken },
    reply: nothing,
  },
  'forgot-password': {
    summary: 'Have a code sent with which the password can be reset',
    calls: ['ForgotPassword'],
    request: { username },
    reply: {
      status: 202,
      schemas: [Message],
      example: { message: 'If there is such an account, a code to reset its password is on its way' },
    },
  },
  'reset-password': {
    summary: 'Set a new password with the code',
    calls: ['ConfirmForgotPassword'],
    request: { username, code, newPassword },
    reply: nothing,
  },
  me: {
    summary: 'The own account',
    calls: ['GetUser'],
    reply: {
      status: 200,
      schemas: [Account],
      example: { username, sub, email, emailVerified: true, totp: false },
    },
  },
  'change-password': {
    summary: 'Replace the password',
    calls: ['ChangePassword', 'GetUser'],
    request: { currentPassword: password, newPassword },
    reply: nothing,
  },
  'create-totp-key': {
    summary: 'A key for an authenticator app; it counts once it is turned on',
    calls: ['GetUser', 'AssociateSoftwareToken'],
    reply: {
      status: 200,
      schemas: [TotpKey],
      example: {
        secret: 'JBSWY3DPEHPK3PXP',
        uri: 'otpauth://totp/Example:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example',
      },
    },
  },
  'turn-on-totp': {
    summary: 'Ask for a code of the authenticator app at every sign-in',
    calls: ['VerifySoftwareToken', 'SetUserMFAPreference'],
    request: { code },
    reply: nothing,
  },
  'turn-off-totp': { summary: 'Ask for the password only', calls: ['SetUserMFAPreference'], reply: nothing },
  'sign-out-everywhere': { summary: 'End every session', calls: ['GlobalSignOut'], reply: nothing },
  'delete-me': { summary: 'Close the account for good', calls: ['DeleteUser'], reply: nothing },
  hello: {
    summary: 'A greeting for strangers',
    calls: [],
    reply: { status: 200, schemas: [Message], example: { message: 'Hello, stranger!' } },
  },
  secret: {
    summary: 'What only signed-in callers may read',
    calls: [],
    reply: {
      status: 200,
      schemas: [SecretReply],
      example: { message: 'This is for signed-in callers only', user: { username, sub, email } },
    },
  },
  admin: {
    summary: 'What only members of the group admins may read',
    calls: [],
    reply: {
      status: 200,
      schemas: [SecretReply],
      example: { message: 'This is for admins only', user: { username, sub, email } },
    },
  },
  private: {
    summary:
      'A greeting for who signs with the credentials of the identity pool; only there with the setting identityPool',
    calls: [],
    reply: {
      status: 200,
      schemas: [Message],
      example: { message: 'Hello us-east-1:2b1f7c0e-5d34-4f0a-9a51-6c1f0a7d3e92!' },
    },
  },
};

/** What there is to say of a route. Throws for one that nobody has described. */
export function descriptionOf({ name }: Route): RouteDescription {
  const description = descriptions[name];
  if (!description) throw new Error(`lib/openapi/descriptions.ts does not describe the route "${name}"`);
  return description;
}

/** What a route asks Cognito. Nothing is known of a route that is not described yet: a test asks for that. */
export function callsOf({ name }: Route): readonly Operation[] {
  return descriptions[name]?.calls ?? [];
}
