import type { CognitoService } from '../cognito-service';
import { CognitoException } from '../exceptions';
import type { AppClient, UserPool } from '../user-pool';
import type { User } from '../users/user';
import type { MfaSetup } from './challenge';
import { assertUsable, findSetup, invalidSession, issueChallenge } from './challenges';

/** A secret for an authenticator app, and the session that continues the sign-in. */
interface AssociatedApp {
  readonly secret: string;
  readonly session: string;
}

/** Creates a secret for the user of a session of MFA_SETUP. The returned session replaces it. */
export function associateBySession(session: string, service: CognitoService): AssociatedApp {
  const setup = openSetup(session, service);
  return { secret: setup.user.secondFactor.associate(service.random), session: setup.renew(false) };
}

/** The first code of an app, given with a session of MFA_SETUP. */
interface FirstCode {
  readonly session: string;
  readonly code: string;
  readonly deviceName: string | undefined;
}

/** Verifies an app by its first code. The returned session replaces the given one, and can end the sign-in. */
export function verifyBySession({ session, code, deviceName }: FirstCode, service: CognitoService): string {
  const setup = openSetup(session, service);
  setup.user.secondFactor.verify(code, deviceName, service.now());
  return setup.renew(true);
}

/** Throws if users of the pool cannot add an app. */
export function assertOffersApps({ settings }: UserPool): void {
  if (settings.offersSoftwareToken) return;
  const message = 'Software Token MFA has not been enabled by the userPool';
  throw new CognitoException('SoftwareTokenMFANotFoundException', message);
}

/** The user of a session, who cannot replace an app that was added since. */
function openSetup(session: string, service: CognitoService) {
  const found = findSetup(session, service.pools);
  if (found === undefined) throw invalidSession();
  const { challenge, client } = found;
  assertUsable(challenge, service.now());
  assertOffersApps(client.pool);
  const { user } = challenge;
  if (!isWaiting(user, client)) throw invalidSession();
  const renew = (verified: boolean) => {
    challenge.used = true;
    const next: MfaSetup = { name: 'MFA_SETUP', user, credential: challenge.credential, verified };
    return issueChallenge(next, client, service);
  };
  return { user, renew };
}

const isWaiting = (user: User, { pool }: AppClient) =>
  pool.users.has(user) && user.enabled && !user.secondFactor.hasApp;
