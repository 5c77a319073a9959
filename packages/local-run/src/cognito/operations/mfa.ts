import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { invalidParameter } from '../exceptions';
import { notSetUp } from '../mfa/second-factor';
import { assertOffersApps, associateBySession, verifyBySession } from '../sign-in/mfa-setup';
import { verifyAccessToken } from '../tokens/tokens';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import { findUser, UserInput } from './administration';
import { shapes } from './input';
import { publicOperation, signedOperation } from './operation';

const AssociateInput = z.object({
  AccessToken: z.optional(shapes.accessToken),
  Session: z.optional(shapes.session),
});

/**
 * Creates a secret for an authenticator app. It has no effect until VerifySoftwareToken has accepted a code. The user has an
 * access token, or the session of MFA_SETUP, which is replaced by the returned one.
 */
export const associateSoftwareToken = publicOperation(AssociateInput, async (input, service) => {
  if (input.AccessToken === undefined) {
    const { secret, session } = associateBySession(requireSession(input.Session), service);
    return { SecretCode: secret, Session: session };
  }
  const user = await tokenUser(input.AccessToken, service);
  return { SecretCode: user.secondFactor.associate(service.random) };
});

const VerifyInput = z.extend(AssociateInput, {
  UserCode: shapes.userCode,
  FriendlyDeviceName: z.optional(shapes.deviceName),
});

/**
 * Verifies an authenticator app by its first code. Sign-in requires codes only after SetUserMFAPreference or, with the session of
 * MFA_SETUP, after the response to that with the returned session.
 */
export const verifySoftwareToken = publicOperation(VerifyInput, async (input, service) => {
  const { AccessToken, Session, UserCode: code, FriendlyDeviceName: deviceName } = input;
  if (AccessToken === undefined) {
    const session = verifyBySession({ session: requireSession(Session), code, deviceName }, service);
    return { Status: 'SUCCESS', Session: session };
  }
  const user = await tokenUser(AccessToken, service);
  user.secondFactor.verify(code, deviceName, service.now());
  return { Status: 'SUCCESS' };
});

const Preferences = z.object({
  EmailMfaSettings: z.optional(shapes.mfaSettings),
  SMSMfaSettings: z.optional(shapes.mfaSettings),
  SoftwareTokenMfaSettings: z.optional(shapes.mfaSettings),
  WebAuthnMfaSettings: z.optional(z.object({ Enabled: z.optional(z.boolean()) })),
});

const SetInput = z.extend(Preferences, { AccessToken: shapes.accessToken });

/** Turns the second factor of the token's user on or off. */
export const setUserMfaPreference = publicOperation(SetInput, async (input, service) => {
  const { client, signIn } = await verifyAccessToken(input.AccessToken, service);
  return setPreference(input, signIn.user, client.pool);
});

const AdminSetInput = z.extend(Preferences, UserInput.shape);

/** Turns a user's second factor on or off. */
export const adminSetUserMfaPreference = signedOperation(AdminSetInput, (input, service) => {
  const { user, pool } = findUser(input, service);
  return setPreference(input, user, pool);
});

/** Deletes a user's authenticator app, for example after the loss of the phone: the user can add another one. */
export const adminDeleteSoftwareToken = signedOperation(UserInput, (input, service) => {
  findUser(input, service).user.secondFactor.delete();
  return {};
});

/** Amplify sends all factors each time, unused ones with `Enabled: false`. */
function setPreference(input: z.infer<typeof Preferences>, user: User, pool: UserPool): object {
  if (input.SMSMfaSettings?.Enabled) throw notSetUp('SMS_MFA');
  if (input.EmailMfaSettings?.Enabled) throw notSetUp('EMAIL_OTP');
  const { SoftwareTokenMfaSettings: app, WebAuthnMfaSettings: passkeys } = input;
  if (passkeys?.Enabled) assertPasskeysMayCountTwice(app?.Enabled ?? false, user, pool);
  if (app !== undefined) {
    user.secondFactor.setPreference({ enabled: app.Enabled ?? false, preferred: app.PreferredMfa ?? false });
  }
  if (passkeys !== undefined) user.passkeysAreSecondFactor = passkeys.Enabled ?? false;
  return {};
}

/**
 * Throws if the request does not turn on another factor too, although that may be on already, or if the user has no passkey.
 * Sources: WebAuthnMfaSettings of SetUserMFAPreference in the API reference, which does not document the exceptions; the last two
 * messages are those that public repositories quote from AWS. The first one, and the order of the checks, are assumptions.
 */
function assertPasskeysMayCountTwice(withOtherFactor: boolean, user: User, { settings }: UserPool): void {
  if (!settings.passkeys.countAsTwoFactors) {
    throw invalidParameter('Passkey MFA is not enabled for the user pool: see WebAuthnFactorConfiguration.');
  }
  if (!withOtherFactor) throw invalidParameter('WebAuthn MFA requires enabling an additional MFA setting.');
  if (user.passkeys.size === 0) {
    throw invalidParameter('User does not have applicable WebAuthn credentials to enable WebAuthn MFA.');
  }
}

function requireSession(session: string | undefined): string {
  if (session === undefined) throw invalidParameter('Missing required parameter AccessToken');
  return session;
}

/** The user of an access token, in a pool that offers authenticator apps. */
async function tokenUser(accessToken: string, service: CognitoService): Promise<User> {
  const { client, signIn } = await verifyAccessToken(accessToken, service);
  assertOffersApps(client.pool);
  return signIn.user;
}
