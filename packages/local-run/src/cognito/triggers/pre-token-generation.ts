import { z } from 'zod/mini';
import type { Context } from '../context';
import type { Claims } from '../tokens/jwt';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import { logIgnored, runTrigger } from './run-trigger';
import { optional, type StringMap, userAttributesOf } from './user-attributes';

/** Why tokens are issued. */
export type TokenSource =
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_RefreshTokens';

/** Tokens that are about to be issued. */
export interface PreTokenGenerationRequest {
  readonly source: TokenSource;
  readonly user: User;
  readonly clientId: string;
  readonly clientMetadata?: StringMap | undefined;
}

/** The claims of the two tokens. */
export interface TokenClaims {
  readonly id: Claims;
  readonly access: Claims;
}

const names = z.nullish(z.array(z.string()));
/** A scope is one word: AWS documents that spaces are refused. */
const scopes = z.nullish(z.array(z.string().check(z.regex(/^\S+$/))));
/** Every JSON value except null. */
const anyClaims = z.nullish(z.record(z.string(), z.json().check(z.refine((value) => value !== null))));
const stringClaims = z.nullish(z.record(z.string(), z.string()));
const groupOverrideDetails = z.nullish(
  z.object({ groupsToOverride: names, iamRolesToOverride: names, preferredRole: z.nullish(z.string()) }),
);
const idTokenGeneration = z.nullish(z.object({ claimsToAddOrOverride: anyClaims, claimsToSuppress: names }));
const accessTokenGeneration = z.nullish(
  z.object({
    claimsToAddOrOverride: anyClaims,
    claimsToSuppress: names,
    scopesToAdd: scopes,
    scopesToSuppress: scopes,
  }),
);

/** Version 1: only strings as claims, and only in the ID token. Arrays have been reported to be "Unrecognizable lambda output". */
const FirstResponse = z.object({
  claimsOverrideDetails: z.nullish(
    z.object({ claimsToAddOrOverride: stringClaims, claimsToSuppress: names, groupOverrideDetails }),
  ),
});

/** Versions 2 and 3. */
const Response = z.object({
  claimsAndScopeOverrideDetails: z.nullish(
    z.object({ idTokenGeneration, accessTokenGeneration, groupOverrideDetails }),
  ),
});

type AccessTokenChanges = NonNullable<z.infer<typeof accessTokenGeneration>>;
type GroupChanges = z.infer<typeof groupOverrideDetails>;

/** What a response changes. */
interface Changes {
  readonly id: Omit<AccessTokenChanges, 'scopesToAdd' | 'scopesToSuppress'>;
  readonly access: AccessTokenChanges;
  /** Undefined: the groups stay as they are. Null: none. */
  readonly groups: GroupChanges | undefined;
}

/**
 * Claims that keep their value, whatever the function returns. Source: "Pre token generation Lambda trigger" in the Cognito developer
 * guide; that the list of the access token is complete is a belief.
 */
const fixed = 'acr amr at_hash auth_time azp exp iat iss jti nbf nonce origin_jti sub token_use'.split(' ');
const fixedClaims = {
  id: new Set([...fixed, 'aud', 'cognito:username', 'identities']),
  access: new Set([...fixed, 'client_id', 'device_key', 'event_id', 'scope', 'username', 'version']),
} as const;

/** Cognito's own claims, which can be suppressed, but not added or changed. */
const RESERVED_CLAIM = /^(cognito|dev):/;
/** Cognito's own scopes, which can be suppressed, but not added. */
const RESERVED_SCOPE = /^aws\.cognito/;

/** PreTokenGeneration: changes the claims of tokens. What it must not change is ignored, with a line in the log. */
export async function runPreTokenGeneration(
  { source, user, clientId, clientMetadata }: PreTokenGenerationRequest,
  claims: TokenClaims,
  pool: UserPool,
  context: Context,
): Promise<TokenClaims> {
  const { tokenEventVersion: version } = pool.settings.triggers;
  const call = {
    trigger: 'PreTokenGeneration',
    source,
    version,
    username: user.username,
    clientId,
    request: {
      userAttributes: userAttributesOf(user, pool),
      // Groups with roles are not supported.
      groupConfiguration: { groupsToOverride: [...user.groups], iamRolesToOverride: [], preferredRole: null },
      ...(version !== '1' && { scopes: scopesOf(claims.access) }),
      ...optional('clientMetadata', clientMetadata),
    },
  } as const;
  const changes = version === '1' ? await runFirst(call, pool, context) : await runLater(call, pool, context);
  if (changes === undefined) return claims;
  const log = (what: string) => logIgnored(call, what, context);
  return {
    id: overrideGroups(changeClaims(claims.id, changes.id, { clientId, token: 'id', log }), changes.groups, true),
    access: overrideGroups(
      changeAccess(claims.access, changes.access, { clientId, token: 'access', log }),
      changes.groups,
      false,
    ),
  };
}

type Call = Omit<Parameters<typeof runTrigger>[0], 'response' | 'schema'>;

async function runFirst(call: Call, pool: UserPool, context: Context): Promise<Changes | undefined> {
  const response = { claimsOverrideDetails: null };
  const details = (await runTrigger({ ...call, response, schema: FirstResponse }, pool, context))
    ?.claimsOverrideDetails;
  return details ? { id: details, access: {}, groups: details.groupOverrideDetails } : undefined;
}

async function runLater(call: Call, pool: UserPool, context: Context): Promise<Changes | undefined> {
  const response = { claimsAndScopeOverrideDetails: null };
  const returned = await runTrigger({ ...call, response, schema: Response }, pool, context);
  const details = returned?.claimsAndScopeOverrideDetails;
  if (!details) return undefined;
  const { idTokenGeneration: id, accessTokenGeneration: access, groupOverrideDetails: groups } = details;
  return { id: id ?? {}, access: access ?? {}, groups };
}

/** Whose claims are changed. */
interface Target {
  readonly token: 'id' | 'access';
  readonly clientId: string;
  /** Tells the developer what is ignored. */
  readonly log: (what: string) => void;
}

/** A claim that is both added and suppressed is suppressed. */
function changeClaims(claims: Claims, changes: Changes['id'], { token, clientId, log }: Target): Claims {
  const changed = new Map(Object.entries(claims));
  for (const [name, value] of Object.entries(changes.claimsToAddOrOverride ?? {})) {
    // The audience of an access token can only be the client.
    const isOther = token === 'access' && name === 'aud' && value !== clientId;
    if (fixedClaims[token].has(name) || RESERVED_CLAIM.test(name) || isOther)
      log(`the claim ${name} for the ${token} token`);
    else changed.set(name, value);
  }
  for (const name of changes.claimsToSuppress ?? []) {
    if (fixedClaims[token].has(name)) log(`that the claim ${name} of the ${token} token is suppressed`);
    else changed.delete(name);
  }
  return Object.fromEntries(changed);
}

/** A scope that is both added and suppressed is suppressed, as for claims: this is an assumption. */
function changeAccess(claims: Claims, changes: AccessTokenChanges, target: Target): Claims {
  const { scope: _, ...rest } = changeClaims(claims, changes, target);
  const added = changes.scopesToAdd ?? [];
  const reserved = added.filter((scope) => RESERVED_SCOPE.test(scope));
  if (reserved.length > 0) target.log(`the scopes ${reserved.join(', ')}, which no function can add`);
  const all = new Set([...scopesOf(claims), ...added.filter((scope) => !reserved.includes(scope))]);
  for (const scope of changes.scopesToSuppress ?? []) all.delete(scope);
  return all.size > 0 ? { ...rest, scope: [...all].join(' ') } : rest;
}

const scopesOf = ({ scope }: Claims): string[] => (typeof scope === 'string' ? scope.split(' ') : []);

/** Groups that the function returns replace all; null or an empty object removes them. Roles are in the ID token only. */
function overrideGroups(claims: Claims, groups: GroupChanges | undefined, withRoles: boolean): Claims {
  if (groups === undefined) return claims;
  const { 'cognito:groups': _, ...rest } = claims;
  const { groupsToOverride, iamRolesToOverride, preferredRole } = groups ?? {};
  return {
    ...rest,
    ...(groupsToOverride?.length && { 'cognito:groups': groupsToOverride }),
    ...(withRoles && iamRolesToOverride?.length && { 'cognito:roles': iamRolesToOverride }),
    ...(withRoles && preferredRole && { 'cognito:preferred_role': preferredRole }),
  };
}
