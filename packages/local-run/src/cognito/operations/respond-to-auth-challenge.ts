import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { CognitoException, incorrectCredentials, invalidParameter, notAuthorized } from '../exceptions';
import { changePassword } from '../passwords/passwords';
import { expectedProof } from '../passwords/srp';
import {
  admit,
  attempt,
  conclude,
  type Outcome,
  type Parameters,
  proceed,
  refuseUnready,
  required,
} from '../sign-in/authentication';
import { isCurrent } from '../sign-in/challenge';
import { findChallenge, invalidSession } from '../sign-in/challenges';
import type { AppClient } from '../user-pool';
import { missingAttributes, refuseNonconforming, refuseUnwritable } from '../users/attributes';
import type { User } from '../users/user';
import { challengeName, shapes } from './input';
import { open, signed } from './operation';

interface Answer {
  readonly session: string | undefined;
  readonly responses: Parameters;
}

type Responder = (answer: Answer, client: AppClient, service: CognitoService) => Promise<Outcome>;

/** Where a further kind of challenge is added. */
const responders: Partial<Record<z.infer<typeof challengeName>, Responder>> = {
  NEW_PASSWORD_REQUIRED: chooseNewPassword,
  PASSWORD_VERIFIER: verifyPassword,
  SOFTWARE_TOKEN_MFA: checkCode,
};

const Input = z.object({
  ClientId: shapes.clientId,
  ChallengeName: challengeName,
  ChallengeResponses: z.optional(shapes.map),
  Session: z.optional(shapes.session),
});

/** Answers the question that InitiateAuth, or the answer before, has put. */
export const respondToAuthChallenge = open(Input, (input, service) =>
  respond(input, service.client(input.ClientId), service),
);

const AdminInput = z.extend(Input, { UserPoolId: shapes.poolId });

/** The same from a trusted server. */
export const adminRespondToAuthChallenge = signed(AdminInput, (input, service) =>
  respond(input, service.client(input.ClientId, service.pool(input.UserPoolId).id), service),
);

async function respond(input: z.infer<typeof Input>, client: AppClient, service: CognitoService): Promise<object> {
  return conclude(await answerChallenge(input, client, service), client, service);
}

/** One answer to one question; what comes of it is the caller's to make tokens or a session of. */
export async function answerChallenge(
  input: Omit<z.infer<typeof Input>, 'ClientId'>,
  client: AppClient,
  service: CognitoService,
): Promise<Outcome> {
  const responder = responders[input.ChallengeName];
  // A challenge that is never put: no session can be one of its.
  if (responder === undefined) throw invalidSession();
  return responder({ session: input.Session, responses: input.ChallengeResponses ?? {} }, client, service);
}

/** SRP's second step. An exchange can be answered once: a wrong proof ends it as the right one does. */
async function verifyPassword({ responses }: Answer, client: AppClient, service: CognitoService): Promise<Outcome> {
  const username = required(responses, 'USERNAME');
  const secretBlock = required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
  const signature = Buffer.from(required(responses, 'PASSWORD_CLAIM_SIGNATURE'), 'base64');
  const timestamp = required(responses, 'TIMESTAMP');
  const exchange = findChallenge({ name: 'PASSWORD_VERIFIER', key: secretBlock }, client, service.now());
  if (exchange === undefined) throw incorrectCredentials();
  client.pool.challenges.delete(secretBlock);
  const claim = { poolId: client.pool.id, userId: exchange.userId, secretBlock, timestamp };
  const expected = expectedProof({ ...exchange, verifier: exchange.credential.verifier }, claim);
  const proven = signature.length === expected.length && timingSafeEqual(signature, expected) && isCurrent(exchange);
  const { user } = exchange;
  if (user === undefined || client.pool.users.find(username) !== user) throw incorrectCredentials();
  return attempt(user, service, { proven: () => proven, proceed: () => proceed(user, client, service) });
}

/** Ends an invitation: the temporary password has been shown, this one is the user's own. */
async function chooseNewPassword(
  { session, responses }: Answer,
  client: AppClient,
  service: CognitoService,
): Promise<Outcome> {
  const username = required(responses, 'USERNAME');
  const password = required(responses, 'NEW_PASSWORD');
  const key = session ?? '';
  const challenge = findChallenge({ name: 'NEW_PASSWORD_REQUIRED', key }, client, service.now());
  if (challenge === undefined || !isCurrent(challenge)) throw invalidSession();
  const { user } = challenge;
  if (client.pool.users.find(username) !== user) throw invalidSession();
  if (!user.enabled) throw notAuthorized('User is disabled.');
  const attributes = newAttributes(responses, user, client);
  changePassword(user, password, client.pool, service);
  for (const [name, value] of attributes) user.attributes.set(name, value);
  user.status = 'CONFIRMED';
  return proceed(user, client, service);
}

/**
 * The second factor. A wrong code leaves the session open for another try, as in AWS, and counts like a wrong password:
 * AWS does not say what it does against guessing, and a million codes would be guessed before long.
 */
async function checkCode({ session, responses }: Answer, client: AppClient, service: CognitoService): Promise<Outcome> {
  const username = required(responses, 'USERNAME');
  const code = required(responses, 'SOFTWARE_TOKEN_MFA_CODE');
  const key = session ?? '';
  const challenge = findChallenge({ name: 'SOFTWARE_TOKEN_MFA', key }, client, service.now());
  if (challenge === undefined || !isCurrent(challenge)) throw invalidSession();
  const { user } = challenge;
  if (client.pool.users.find(username) !== user) throw invalidSession();
  refuseUnready(user, service);
  if (!user.enabled) throw notAuthorized('User is disabled.');
  redeem(code, user, service);
  client.pool.challenges.delete(key);
  return admit(user);
}

function redeem(code: string, user: User, service: CognitoService): void {
  const outcome = user.secondFactor.redeem(code, service.now());
  if (outcome === 'spent') {
    throw new CognitoException('ExpiredCodeException', 'Your software token has already been used once.');
  }
  if (outcome === 'wrong') {
    user.lock.failed(service.now());
    throw new CognitoException('CodeMismatchException', 'Invalid code received for user');
  }
}

/** What was missing, and more; but nothing that would replace a required value or an address. */
function newAttributes(responses: Parameters, user: User, client: AppClient): Map<string, string> {
  const { schema } = client.pool.settings;
  const prefix = 'userAttributes.';
  const given = new Map(
    Object.entries(responses)
      .filter(([name, value]) => name.startsWith(prefix) && value !== '')
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
  refuseUnwritable(given, client.settings.writable);
  for (const name of given.keys()) {
    const fixed = schema.get(name)?.Required || name === 'email' || name === 'phone_number';
    if (fixed && user.attributes.has(name)) throw notAuthorized(`Cannot modify an already provided ${name}`);
  }
  refuseNonconforming(given, schema);
  const [missing] = missingAttributes(new Map([...user.attributes, ...given]), schema);
  if (missing !== undefined) throw invalidParameter(`Invalid attributes given, ${missing} is missing`);
  return given.has('email') ? given.set('email_verified', 'false') : given;
}
