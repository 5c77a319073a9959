import { CognitoException } from '../exceptions';

const HOUR_MS = 60 * 60_000;

/** Attempts per user and hour. Source: "Quotas in Amazon Cognito"; AWS varies some with the risk of a request. */
const perHour = {
  ConfirmSignUp: 15,
  ResendConfirmationCode: 5,
  ForgotPassword: 5,
  ConfirmForgotPassword: 15,
  ChangePassword: 5,
  GetUserAttributeVerificationCode: 5,
  VerifyUserAttribute: 15,
} as const;

/** Counts one user's attempts of the operations that send or check a code or a password. */
export class AttemptLimits {
  private readonly times = new Map<string, number[]>();

  /** Records an attempt. Throws LimitExceededException above the limit; such an attempt is not counted. */
  record(operation: keyof typeof perHour, now: number): void {
    const recent = (this.times.get(operation) ?? []).filter((time) => time > now - HOUR_MS);
    if (recent.length >= perHour[operation]) {
      throw new CognitoException('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
    }
    this.times.set(operation, [...recent, now]);
  }
}
