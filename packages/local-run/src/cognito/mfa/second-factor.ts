import { base32 } from '../base32';
import { CognitoException, invalidParameter } from '../exceptions';
import type { Random } from '../randomness';
import { secretsEqual } from '../secrets';
import { codeOf, stepAt } from './totp';

/** A secret that is shared with an authenticator app. */
class SoftwareToken {
  readonly #secret: Buffer;
  /** The steps whose codes were taken, as far as they can still be tried again. */
  #spent: number[] = [];
  deviceName: string | undefined;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** Takes the code of the present step and of the ones beside it, each once. */
  redeem(code: string, now: number): 'accepted' | 'spent' | 'wrong' {
    const present = stepAt(now);
    // All three are compared whatever the first ones say: the time it takes tells nothing.
    const matching = [present - 1, present, present + 1].filter((step) =>
      secretsEqual(codeOf(this.#secret, step), code),
    );
    if (matching.length === 0) return 'wrong';
    const fresh = matching.find((step) => !this.#spent.includes(step));
    if (fresh === undefined) return 'spent';
    this.#spent = [...this.#spent.filter((step) => step >= present - 1), fresh];
    return 'accepted';
  }
}

/** Which second factors a user has, in the API's words. Nothing is said of a factor that is off. */
export interface MfaPreference {
  readonly UserMFASettingList?: readonly ['SOFTWARE_TOKEN_MFA'];
  readonly PreferredMfaSetting?: 'SOFTWARE_TOKEN_MFA';
}

const SECRET_BYTES = 32;

/** One user's second factor. Secrets stay in here, in the clear because codes are computed from them. */
export class SecondFactor {
  #token: SoftwareToken | undefined;
  /** Associated and not yet verified. Until then the one before goes on, so that nobody locks themselves out. */
  #candidate: SoftwareToken | undefined;
  #enabled = false;
  #preferred = false;

  /** Whether signing in asks for a code. */
  get enabled(): boolean {
    return this.#enabled;
  }

  get deviceName(): string | undefined {
    return this.#token?.deviceName;
  }

  get preference(): MfaPreference {
    return {
      ...(this.#enabled && { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] as const }),
      ...(this.#preferred && { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' as const }),
    };
  }

  /** A secret for an app to scan, 52 characters as AWS gives them; it replaces one that was never verified. */
  associate(random: Random): string {
    const secret = random(SECRET_BYTES);
    this.#candidate = new SoftwareToken(secret);
    return base32(secret);
  }

  /** The first code proves that the app has the secret, and is spent by that: AWS refuses it at the next sign-in. */
  verify(code: string, deviceName: string | undefined, now: number): void {
    const token = this.#candidate ?? this.#token;
    if (token === undefined) throw noSoftwareToken();
    if (token.redeem(code, now) !== 'accepted') {
      const message = 'Code mismatch and fail enable Software Token MFA';
      throw new CognitoException('EnableSoftwareTokenMFAException', message);
    }
    token.deviceName = deviceName;
    this.#token = token;
    this.#candidate = undefined;
  }

  /** Turning it off keeps the secret, so that it can be turned on again: AWS has no way to delete one. */
  prefer({ enabled, preferred }: { enabled: boolean; preferred: boolean }): void {
    if (enabled && this.#token === undefined) {
      if (this.#candidate === undefined) throw notSetUp('SOFTWARE_TOKEN_MFA');
      throw invalidParameter('User has not verified software token mfa');
    }
    this.#enabled = enabled;
    this.#preferred = enabled && preferred;
  }

  /** A code at sign-in. */
  redeem(code: string, now: number): 'accepted' | 'spent' | 'wrong' {
    if (this.#token === undefined) throw noSoftwareToken();
    return this.#token.redeem(code, now);
  }
}

/** A factor cannot be turned on before there is something that codes can come from. */
export const notSetUp = (factor: string) =>
  invalidParameter(`User does not have delivery config set to turn on ${factor}`);

const noSoftwareToken = () =>
  new CognitoException('SoftwareTokenMFANotFoundException', 'Software Token MFA does not exist for the user.');
