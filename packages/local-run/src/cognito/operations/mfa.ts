import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { CognitoException, invalidParameter } from '../exceptions';
import { notSetUp } from '../mfa/second-factor';
import { invalidSession } from '../sign-in/challenges';
import { authenticate } from '../tokens/tokens';
import type { User } from '../users/user';
import { findUser, UserInput } from './administration';
import { shapes } from './input';
import { open, signed } from './operation';

const AssociateInput = z.object({
  AccessToken: z.optional(shapes.accessToken),
  Session: z.optional(shapes.session),
});

/** Gives the user a secret for an authenticator app. It is good for nothing until a code of it was verified. */
export const associateSoftwareToken = open(AssociateInput, async (input, service) => {
  const user = await applicant(input, service);
  return { SecretCode: user.secondFactor.associate(service.random) };
});

const VerifyInput = z.extend(AssociateInput, {
  UserCode: shapes.userCode,
  FriendlyDeviceName: z.optional(shapes.deviceName),
});

/** Takes a first code as proof that the app is set up. Signing in asks for codes only once that is preferred. */
export const verifySoftwareToken = open(VerifyInput, async (input, service) => {
  const user = await applicant(input, service);
  user.secondFactor.verify(input.UserCode, input.FriendlyDeviceName, service.now());
  return { Status: 'SUCCESS' };
});

const Preferences = z.object({
  EmailMfaSettings: z.optional(shapes.mfaSettings),
  SMSMfaSettings: z.optional(shapes.mfaSettings),
  SoftwareTokenMfaSettings: z.optional(shapes.mfaSettings),
});

const SetInput = z.extend(Preferences, { AccessToken: shapes.accessToken });

/** Turns the second factor on or off. */
export const setUserMfaPreference = open(SetInput, async (input, service) => {
  const { signIn } = await authenticate(input.AccessToken, service);
  return setPreference(input, signIn.user);
});

const AdminSetInput = z.extend(Preferences, UserInput.shape);

/** The same for a user who has lost the app, and so cannot sign in to do it. */
export const adminSetUserMfaPreference = signed(AdminSetInput, (input, service) =>
  setPreference(input, findUser(input, service).user),
);

/** Amplify sends all factors each time, those it does not use as off. */
function setPreference(input: z.infer<typeof Preferences>, user: User): object {
  if (input.SMSMfaSettings?.Enabled) throw notSetUp('SMS_MFA');
  if (input.EmailMfaSettings?.Enabled) throw notSetUp('EMAIL_OTP');
  const settings = input.SoftwareTokenMfaSettings;
  if (settings === undefined) return {};
  user.secondFactor.prefer({
    enabled: settings.Enabled ?? false,
    preferred: settings.PreferredMfa ?? false,
  });
  return {};
}

/** A session would be one of MFA_SETUP, which is put only where a second factor is required. */
async function applicant(
  { AccessToken, Session }: z.infer<typeof AssociateInput>,
  service: CognitoService,
): Promise<User> {
  if (AccessToken === undefined) {
    throw Session === undefined ? invalidParameter('Missing required parameter AccessToken') : invalidSession();
  }
  const { client, signIn } = await authenticate(AccessToken, service);
  if (!client.pool.settings.offersSoftwareToken) {
    const message = 'Software Token MFA has not been enabled by the userPool';
    throw new CognitoException('SoftwareTokenMFANotFoundException', message);
  }
  return signIn.user;
}
