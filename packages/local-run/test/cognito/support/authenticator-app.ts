import { createHmac } from 'node:crypto';
import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { UserPoolDefinition } from '../../../src/cognito/settings/definitions';
import { addUser, type Harness, pool, SECOND, tokensOf } from './harness';

/** For how long one code is shown. */
export const STEP = 30 * SECOND;

/** The pool of the other tests, with authenticator apps. */
export const mfaPool: UserPoolDefinition = {
  ...pool,
  properties: { ...pool.properties, MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] },
};

/** What a phone does with the secret it has scanned. Nothing here is shared with the implementation under test. */
export class AuthenticatorApp {
  readonly #key: Buffer;

  constructor(secret: string) {
    const digits = [...secret].map((letter) => BigInt('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter)));
    const number = digits.reduce((sum, digit) => sum * 32n + digit, 0n) >> BigInt((secret.length * 5) % 8);
    const bytes = Math.floor((secret.length * 5) / 8);
    this.#key = Buffer.from(number.toString(16).padStart(bytes * 2, '0'), 'hex');
  }

  /** The six digits it shows at a time in ms. */
  codeAt(now: number): string {
    const counter = Math.floor(now / STEP)
      .toString(16)
      .padStart(16, '0');
    const hash = createHmac('sha1', this.#key).update(counter, 'hex').digest('hex');
    const offset = Number.parseInt(hash.slice(-1), 16) * 2;
    const number = Number.parseInt(hash.slice(offset, offset + 8), 16) % 2 ** 31;
    return String(number).padStart(6, '0').slice(-6);
  }

  /** A code that is none of those around a time. */
  wrongCodeAt(now: number): string {
    const near = [-2, -1, 0, 1, 2].map((steps) => this.codeAt(now + steps * STEP));
    return ['000000', '111111', '222222', '333333', '444444', '555555'].find((it) => !near.includes(it)) ?? '';
  }
}

/** A confirmed user with a verified app. Half a minute passes, so that the next code is one that was not used yet. */
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

/** The same, whom signing in asks for a code. */
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
