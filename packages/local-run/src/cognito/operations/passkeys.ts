import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { CognitoException, resourceNotFound } from '../exceptions';
import { creationOptions, newPasskeyChallenge } from '../passkeys/options';
import type { Passkey } from '../passkeys/passkey';
import { relyingPartyOf } from '../passkeys/relying-party';
import { challengeNotFound, verifyRegistration } from '../passkeys/verification';
import { verifyAccessToken } from '../tokens/tokens';
import type { UserPool } from '../user-pool';
import { signInName } from '../users/accounts';
import { shapes } from './input';
import { publicOperation } from './operation';
import { pageOf } from './paging';

/** Passkeys of one user. Source: "Quotas in Amazon Cognito", as others quote it. */
const MAX_PASSKEYS = 20;

/** How long a registration can be completed. AWS documents no duration. */
const REGISTRATION_MS = 3 * 60_000;

const TokenInput = z.object({ AccessToken: shapes.accessToken });

/** Starts the registration of a passkey: returns the options for `navigator.credentials.create`. It replaces an earlier one. */
export const startWebAuthnRegistration = publicOperation(TokenInput, async (input, service) => {
  const { client, signIn } = await verifyAccessToken(input.AccessToken, service);
  const { user } = signIn;
  const { pool } = client;
  const relyingPartyId = requireRelyingParty(pool);
  if (user.passkeys.size >= MAX_PASSKEYS) {
    throw new CognitoException('LimitExceededException', 'The maximum number of passkeys is registered.');
  }
  const challenge = newPasskeyChallenge(service.random);
  user.passkeyRegistration = { challenge, clientId: client.id, expiresAt: service.now() + REGISTRATION_MS };
  const { userVerification } = pool.settings.passkeys;
  const { sub, passkeys } = user;
  const owner = { sub, name: signInName(user, pool), passkeys: passkeys.values() };
  return {
    CredentialCreationOptions: creationOptions({ challenge, relyingPartyId, userVerification, user: owner }),
  };
});

const CompleteInput = z.extend(TokenInput, { Credential: z.looseObject({}) });

/** Registers the passkey that `navigator.credentials.create` returned. */
export const completeWebAuthnRegistration = publicOperation(CompleteInput, async (input, service) => {
  const { client, signIn } = await verifyAccessToken(input.AccessToken, service);
  const { user } = signIn;
  const { pool } = client;
  const relyingPartyId = requireRelyingParty(pool);
  const { passkeyRegistration: registration } = user;
  if (registration === undefined || service.now() >= registration.expiresAt) throw challengeNotFound();
  if (registration.clientId !== client.id) {
    const message = 'The registration was started with an access token of another client.';
    throw new CognitoException('WebAuthnClientMismatchException', message);
  }
  const { userVerification } = pool.settings.passkeys;
  const expected = { challenge: registration.challenge, relyingPartyId, userVerification };
  const passkey = await verifyRegistration(input.Credential, expected, service.now());
  // Another request may have completed the same registration in the meantime.
  if (user.passkeyRegistration !== registration) throw challengeNotFound();
  user.passkeyRegistration = undefined;
  user.passkeys.set(passkey.id, passkey);
  user.modifiedAt = service.now();
  return {};
});

const ListInput = z.extend(TokenInput, {
  MaxResults: z.optional(z.int().check(z.gte(0), z.lte(20))),
  NextToken: z.optional(shapes.paginationToken),
});

/** The passkeys of the token's user, in the order of registration. */
export const listWebAuthnCredentials = publicOperation(ListInput, async ({ AccessToken, ...page }, service) => {
  const { signIn } = await verifyAccessToken(AccessToken, service);
  const { items, ...rest } = pageOf([...signIn.user.passkeys.values()], {
    Limit: page.MaxResults || MAX_PASSKEYS,
    NextToken: page.NextToken,
  });
  return { Credentials: items.map(describePasskey), ...rest };
});

const DeleteInput = z.extend(TokenInput, { CredentialId: z.string().check(z.minLength(1)) });

/** Deletes a passkey of the token's user. */
export const deleteWebAuthnCredential = publicOperation(DeleteInput, async (input, service: CognitoService) => {
  const { signIn } = await verifyAccessToken(input.AccessToken, service);
  const { user } = signIn;
  if (!user.passkeys.delete(input.CredentialId)) throw resourceNotFound('The credential does not exist.');
  user.modifiedAt = service.now();
  return {};
});

/** The relying party of a pool that offers passkeys. */
function requireRelyingParty(pool: UserPool): string {
  if (!pool.settings.passkeys.allowed) {
    throw new CognitoException('WebAuthnNotEnabledException', 'Passkeys are not enabled for the user pool.');
  }
  const relyingPartyId = relyingPartyOf(pool);
  if (relyingPartyId === undefined) {
    const message = 'The user pool has neither a relying party ID nor a domain.';
    throw new CognitoException('WebAuthnConfigurationMissingException', message);
  }
  return relyingPartyId;
}

function describePasskey({ id, relyingPartyId, attachment, transports, createdAt }: Passkey) {
  return {
    CredentialId: id,
    FriendlyCredentialName: attachment === 'cross-platform' ? 'Roaming passkey' : 'Platform passkey',
    RelyingPartyId: relyingPartyId,
    ...(attachment !== undefined && { AuthenticatorAttachment: attachment }),
    AuthenticatorTransports: transports,
    CreatedAt: createdAt / 1_000,
  };
}
