import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod/mini';
import { missingAttributes, refuseNonconforming, refuseUnwritable } from '../attributes';
import { attempt, type Parameters, proceed, required } from '../authentication';
import { invalidSession, isCurrent, recall } from '../challenges';
import { incorrectCredentials, invalidParameter, notAuthorized } from '../exceptions';
import { challengeName, shapes } from '../input';
import { changePassword } from '../passwords';
import type { Region } from '../region';
import { expectedProof } from '../srp';
import type { AppClient } from '../user-pool';
import type { User } from '../users';
import { open } from './operation';

interface Answer {
  readonly session: string | undefined;
  readonly responses: Parameters;
}

type Respond = (answer: Answer, client: AppClient, region: Region) => Promise<object>;

/** Where a further kind of challenge is added. */
const responders: Partial<Record<z.infer<typeof challengeName>, Respond>> = {
  NEW_PASSWORD_REQUIRED: chooseNewPassword,
  PASSWORD_VERIFIER: verifyPassword,
};

const Input = z.object({
  ClientId: shapes.clientId,
  ChallengeName: challengeName,
  ChallengeResponses: z.optional(shapes.map),
  Session: z.optional(shapes.session),
});

/** Answers the question that InitiateAuth, or the answer before, has put. */
export const respondToAuthChallenge = open(Input, async (input, region) => {
  const client = region.client(input.ClientId);
  const respond = responders[input.ChallengeName];
  // A challenge that is never put: no session can be one of its.
  if (respond === undefined) throw invalidSession();
  return respond({ session: input.Session, responses: input.ChallengeResponses ?? {} }, client, region);
});

/** SRP's second step. An exchange can be answered once: a wrong proof ends it as the right one does. */
async function verifyPassword({ responses }: Answer, client: AppClient, region: Region): Promise<object> {
  const username = required(responses, 'USERNAME');
  const secretBlock = required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
  const signature = Buffer.from(required(responses, 'PASSWORD_CLAIM_SIGNATURE'), 'base64');
  const timestamp = required(responses, 'TIMESTAMP');
  const exchange = recall({ name: 'PASSWORD_VERIFIER', key: secretBlock }, client, region.now());
  if (exchange === undefined) throw incorrectCredentials();
  client.pool.challenges.delete(secretBlock);
  const claim = { poolId: client.pool.id, userId: exchange.userId, secretBlock, timestamp };
  const expected = expectedProof({ ...exchange, verifier: exchange.credential.verifier }, claim);
  const proven =
    signature.length === expected.length && timingSafeEqual(signature, expected) && isCurrent(exchange);
  const { user } = exchange;
  if (user === undefined || client.pool.users.find(username) !== user) throw incorrectCredentials();
  return attempt(user, region, { proven: () => proven, proceed: () => proceed(user, client, region) });
}

/** Ends an invitation: the temporary password has been shown, this one is the user's own. */
async function chooseNewPassword(
  { session, responses }: Answer,
  client: AppClient,
  region: Region,
): Promise<object> {
  const username = required(responses, 'USERNAME');
  const password = required(responses, 'NEW_PASSWORD');
  const key = session ?? '';
  const challenge = recall({ name: 'NEW_PASSWORD_REQUIRED', key }, client, region.now());
  if (challenge === undefined || !isCurrent(challenge)) throw invalidSession();
  const { user } = challenge;
  if (client.pool.users.find(username) !== user) throw invalidSession();
  if (!user.enabled) throw notAuthorized('User is disabled.');
  const attributes = newAttributes(responses, user, client);
  changePassword(user, password, client.pool, region);
  for (const [name, value] of attributes) user.attributes.set(name, value);
  user.status = 'CONFIRMED';
  return proceed(user, client, region);
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
