import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { CognitoException, invalidParameter } from '../exceptions';
import { notSetUp } from '../mfa/second-factor';
import type { Challenge } from '../sign-in/challenge';
import { assertUsable, findSetup, invalidSession, issueChallenge } from '../sign-in/challenges';
import { verifyAccessToken } from '../tokens/tokens';
import type { AppClient, UserPool } from '../user-pool';
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
  const { user, renew } = await appOwner(input, service);
  const SecretCode = user.secondFactor.associate(service.random);
  return { SecretCode, ...renew(false) };
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
  const { user, renew } = await appOwner(input, service);
  user.secondFactor.verify(input.UserCode, input.FriendlyDeviceName, service.now());
  return { Status: 'SUCCESS', ...renew(true) };
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
  if (passkeys?.Enabled) assertPasskeysMayCountTwice(app?.Enabled ?? user.secondFactor.enabled, pool);
  if (app !== undefined) {
    user.secondFactor.setPreference({ enabled: app.Enabled ?? false, preferred: app.PreferredMfa ?? false });
  }
  if (passkeys !== undefined) user.passkeysAreSecondFactor = passkeys.Enabled ?? false;
  return {};
}

/** Source: WebAuthnMfaSettings of SetUserMFAPreference in the API reference, which does not document the exceptions. */
function assertPasskeysMayCountTwice(hasOtherFactor: boolean, { settings }: UserPool): void {
  if (!settings.passkeys.countAsTwoFactors) {
    throw invalidParameter('Passkey MFA is not enabled for the user pool: see WebAuthnFactorConfiguration.');
  }
  if (!hasOtherFactor) throw invalidParameter('Passkey MFA requires another MFA method of the user.');
}

/** The user who adds an app, and what the reply contains of a session. */
interface AppOwner {
  readonly user: User;
  /** Replaces the session, if the user has one instead of an access token. */
  readonly renew: (verified: boolean) => { Session?: string };
}

async function appOwner(input: z.infer<typeof AssociateInput>, service: CognitoService): Promise<AppOwner> {
  if (input.AccessToken === undefined) return sessionOwner(input.Session, service);
  const { client, signIn } = await verifyAccessToken(input.AccessToken, service);
  assertOffersApps(client.pool);
  return { user: signIn.user, renew: () => ({}) };
}

/** The user of a session of MFA_SETUP. It cannot replace an app that the user has added since. */
function sessionOwner(session: string | undefined, service: CognitoService): AppOwner {
  if (session === undefined) throw invalidParameter('Missing required parameter AccessToken');
  const found = findSetup(session, service.pools);
  if (found === undefined) throw invalidSession();
  const { challenge, client } = found;
  assertUsable(challenge, service.now());
  assertOffersApps(client.pool);
  const { user } = challenge;
  if (!client.pool.users.has(user) || !user.enabled || user.secondFactor.hasApp) throw invalidSession();
  return { user, renew: (verified) => ({ Session: renewSetup(challenge, verified, { client, service }) }) };
}

function renewSetup(
  challenge: Extract<Challenge, { name: 'MFA_SETUP' }>,
  verified: boolean,
  { client, service }: { client: AppClient; service: CognitoService },
): string {
  challenge.used = true;
  const { name, user, credential } = challenge;
  return issueChallenge({ name, user, credential, verified }, client, service);
}

function assertOffersApps({ settings }: UserPool): void {
  if (settings.offersSoftwareToken) return;
  const message = 'Software Token MFA has not been enabled by the userPool';
  throw new CognitoException('SoftwareTokenMFANotFoundException', message);
}
