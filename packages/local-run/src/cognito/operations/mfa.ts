import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { CognitoException, invalidParameter } from '../exceptions';
import { notSetUp } from '../mfa/second-factor';
import { invalidSession } from '../sign-in/challenges';
import { verifyAccessToken } from '../tokens/tokens';
import type { User } from '../users/user';
import { findUser, UserInput } from './administration';
import { shapes } from './input';
import { publicOperation, signedOperation } from './operation';

const AssociateInput = z.object({
  AccessToken: z.optional(shapes.accessToken),
  Session: z.optional(shapes.session),
});

/** Creates a secret for an authenticator app. It has no effect until VerifySoftwareToken has accepted a code. */
export const associateSoftwareToken = publicOperation(AssociateInput, async (input, service) => {
  const user = await tokenUser(input, service);
  return { SecretCode: user.secondFactor.associate(service.random) };
});

const VerifyInput = z.extend(AssociateInput, {
  UserCode: shapes.userCode,
  FriendlyDeviceName: z.optional(shapes.deviceName),
});

/** Verifies an authenticator app by its first code. Sign-in requires codes only after SetUserMFAPreference. */
export const verifySoftwareToken = publicOperation(VerifyInput, async (input, service) => {
  const user = await tokenUser(input, service);
  user.secondFactor.verify(input.UserCode, input.FriendlyDeviceName, service.now());
  return { Status: 'SUCCESS' };
});

const Preferences = z.object({
  EmailMfaSettings: z.optional(shapes.mfaSettings),
  SMSMfaSettings: z.optional(shapes.mfaSettings),
  SoftwareTokenMfaSettings: z.optional(shapes.mfaSettings),
});

const SetInput = z.extend(Preferences, { AccessToken: shapes.accessToken });

/** Turns the second factor of the token's user on or off. */
export const setUserMfaPreference = publicOperation(SetInput, async (input, service) => {
  const { signIn } = await verifyAccessToken(input.AccessToken, service);
  return setPreference(input, signIn.user);
});

const AdminSetInput = z.extend(Preferences, UserInput.shape);

/** Turns a user's second factor on or off. */
export const adminSetUserMfaPreference = signedOperation(AdminSetInput, (input, service) =>
  setPreference(input, findUser(input, service).user),
);

/** Deletes a user's authenticator app, for example after the loss of the phone: the user can add another one. */
export const adminDeleteSoftwareToken = signedOperation(UserInput, (input, service) => {
  findUser(input, service).user.secondFactor.delete();
  return {};
});

/** Amplify sends all factors each time, unused ones with `Enabled: false`. */
function setPreference(input: z.infer<typeof Preferences>, user: User): object {
  if (input.SMSMfaSettings?.Enabled) throw notSetUp('SMS_MFA');
  if (input.EmailMfaSettings?.Enabled) throw notSetUp('EMAIL_OTP');
  const settings = input.SoftwareTokenMfaSettings;
  if (settings === undefined) return {};
  user.secondFactor.setPreference({
    enabled: settings.Enabled ?? false,
    preferred: settings.PreferredMfa ?? false,
  });
  return {};
}

/** A session would belong to MFA_SETUP, which is issued only where a second factor is required. */
async function tokenUser(
  { AccessToken, Session }: z.infer<typeof AssociateInput>,
  service: CognitoService,
): Promise<User> {
  if (AccessToken === undefined) {
    throw Session === undefined ? invalidParameter('Missing required parameter AccessToken') : invalidSession();
  }
  const { client, signIn } = await verifyAccessToken(AccessToken, service);
  if (!client.pool.settings.offersSoftwareToken) {
    const message = 'Software Token MFA has not been enabled by the userPool';
    throw new CognitoException('SoftwareTokenMFANotFoundException', message);
  }
  return signIn.user;
}
