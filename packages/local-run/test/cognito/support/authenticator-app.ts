import { createHmac } from 'node:crypto';
import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { UserPoolDefinition } from '../../../src/cognito/settings/definitions';
import { addUser, type Harness, pool, SECOND, tokensOf } from './harness';

/** How long an app shows one code, in milliseconds. */
export const STEP = 30 * SECOND;

/** The default pool with optional MFA by authenticator app. */
export const mfaPool: UserPoolDefinition = {
  ...pool,
  properties: { ...pool.properties, MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] },
};

/** An authenticator app with a secret. It shares no code with the implementation under test. */
export class AuthenticatorApp {
  readonly #key: Buffer;

  constructor(secret: string) {
    const digits = [...secret].map((letter) => BigInt('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter)));
    const number = digits.reduce((sum, digit) => sum * 32n + digit, 0n) >> BigInt((secret.length * 5) % 8);
    const bytes = Math.floor((secret.length * 5) / 8);
    this.#key = Buffer.from(number.toString(16).padStart(bytes * 2, '0'), 'hex');
  }

  /** The code that the app shows at a time in ms. */
  codeAt(now: number): string {
    const counter = Math.floor(now / STEP)
      .toString(16)
      .padStart(16, '0');
    const hash = createHmac('sha1', this.#key).update(counter, 'hex').digest('hex');
    const offset = Number.parseInt(hash.slice(-1), 16) * 2;
    const number = Number.parseInt(hash.slice(offset, offset + 8), 16) % 2 ** 31;
    return String(number).padStart(6, '0').slice(-6);
  }

  /** A code that differs from those that are valid around a time. */
  wrongCodeAt(now: number): string {
    const near = [-2, -1, 0, 1, 2].map((steps) => this.codeAt(now + steps * STEP));
    return ['000000', '111111', '222222', '333333', '444444', '555555'].find((it) => !near.includes(it)) ?? '';
  }
}

/** Adds a confirmed user with a verified app. Advances the clock by 30 seconds, so that the current code is unused. */
export async function addUserWithApp(
  harness: Harness,
  aws: CognitoIdentityProvider,
  username: string,
  FriendlyDeviceName?: string,
) {
  await addUser(harness, aws, username);
  const { AccessToken } = await tokensOf(aws, username);
  const { SecretCode = '' } = await aws.associateSoftwareToken({ AccessToken });
  const app = new AuthenticatorApp(SecretCode);
  await aws.verifySoftwareToken({ AccessToken, UserCode: app.codeAt(harness.now), FriendlyDeviceName });
  harness.advance(STEP);
  return { AccessToken, app };
}

/** Adds a confirmed user with a verified app whose sign-in requires a code. */
export async function addUserWithMfa(
  harness: Harness,
  aws: CognitoIdentityProvider,
  username: string,
  deviceName?: string,
) {
  const user = await addUserWithApp(harness, aws, username, deviceName);
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
  await aws.setUserMFAPreference({ AccessToken: user.AccessToken, SoftwareTokenMfaSettings });
  return user;
}
