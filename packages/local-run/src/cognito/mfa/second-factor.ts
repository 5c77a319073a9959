import { base32 } from '../base32';
import { CognitoException, invalidParameter } from '../exceptions';
import type { Random } from '../randomness';
import { secretsEqual } from '../secrets';
import { codeOf, stepAt } from './totp';

/** What came of a code that was given: it was right and is used up now, was used before, or is wrong. */
type CodeResult = 'accepted' | 'used' | 'wrong';

/** A secret that is shared with an authenticator app. */
export class SoftwareToken {
  private readonly secret: Buffer;
  /** The time steps whose codes were used, as far as these codes are still valid. */
  private usedSteps: number[] = [];
  deviceName: string | undefined;

  constructor(secret: Buffer) {
    this.secret = secret;
  }

  /** Accepts the code of the current time step and of its two neighbors, each once. */
  consume(code: string, now: number): CodeResult {
    const current = stepAt(now);
    // All three are compared even if the first matches, so that the duration reveals nothing.
    const matching = [current - 1, current, current + 1].filter((step) =>
      secretsEqual(codeOf(this.secret, step), code),
    );
    if (matching.length === 0) return 'wrong';
    const unused = matching.find((step) => !this.usedSteps.includes(step));
    if (unused === undefined) return 'used';
    this.usedSteps = [...this.usedSteps.filter((step) => step >= current - 1), unused];
    return 'accepted';
  }
}

/** A user's second factors, as GetUser and AdminGetUser return them. Factors that are off are left out. */
export interface MfaPreference {
  readonly UserMFASettingList?: readonly ('SOFTWARE_TOKEN_MFA' | 'WEB_AUTHN_MFA')[];
  readonly PreferredMfaSetting?: 'SOFTWARE_TOKEN_MFA';
}

const SECRET_BYTES = 32;

/** One user's second factor. The secrets are kept in clear text, because codes are computed from them. */
export class SecondFactor {
  private token: SoftwareToken | undefined;
  /** Associated but not verified. Until it is verified the previous token stays in use, so that no user is locked out. */
  private candidate: SoftwareToken | undefined;
  private isEnabled = false;
  private isPreferred = false;

  /** Whether a sign-in requires a code. */
  get enabled(): boolean {
    return this.isEnabled;
  }

  /** Whether an app is verified, turned on or not. */
  get hasApp(): boolean {
    return this.token !== undefined;
  }

  get deviceName(): string | undefined {
    return this.token?.deviceName;
  }

  get preference(): MfaPreference {
    return {
      ...(this.isEnabled && { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] as const }),
      ...(this.isPreferred && { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' as const }),
    };
  }

  /** Creates a secret for an app, 52 characters as in AWS. It replaces one that was not verified. */
  associate(random: Random): string {
    const secret = random(SECRET_BYTES);
    this.candidate = new SoftwareToken(secret);
    return base32(secret);
  }

  /** Verifies a new app by its first code. This uses the code up: AWS rejects it at the next sign-in. */
  verify(code: string, deviceName: string | undefined, now: number): void {
    const token = this.candidate ?? this.token;
    if (token === undefined) throw noSoftwareToken();
    if (token.consume(code, now) !== 'accepted') {
      const message = 'Code mismatch and fail enable Software Token MFA';
      throw new CognitoException('EnableSoftwareTokenMFAException', message);
    }
    token.deviceName = deviceName;
    this.token = token;
    this.candidate = undefined;
  }

  /** Turns the factor on or off. Off keeps the secret, so that it can be turned on again. */
  setPreference({ enabled, preferred }: { enabled: boolean; preferred: boolean }): void {
    if (enabled && this.token === undefined) {
      if (this.candidate === undefined) throw notSetUp('SOFTWARE_TOKEN_MFA');
      throw invalidParameter('User has not verified software token mfa');
    }
    this.isEnabled = enabled;
    this.isPreferred = enabled && preferred;
  }

  /** Turns the factor off and forgets the secrets, verified or not. */
  delete(): void {
    this.token = undefined;
    this.candidate = undefined;
    this.isEnabled = false;
    this.isPreferred = false;
  }

  /** Checks a code at sign-in and uses it up. */
  consume(code: string, now: number): CodeResult {
    if (this.token === undefined) throw noSoftwareToken();
    return this.token.consume(code, now);
  }
}

/** The exception for turning on a factor that is not set up. */
export const notSetUp = (factor: string) =>
  invalidParameter(`User does not have delivery config set to turn on ${factor}`);

/** The exception for a user without an authenticator app. */
export const noSoftwareToken = () =>
  new CognitoException('SoftwareTokenMFANotFoundException', 'Software Token MFA does not exist for the user.');
