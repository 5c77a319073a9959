import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { type AccessTokenScope, parseAccessTokenScopes } from '../contract/access-token-scopes';
import { optionalVariable } from '../contract/environment';
import { trigger } from './trigger';

type User = Pick<PreTokenGenerationV2TriggerEvent['request'], 'userAttributes' | 'groupConfiguration'>;

const scopes = parseAccessTokenScopes(optionalVariable('ACCESS_TOKEN_SCOPES'));

/** Before tokens are issued, at a sign-in or a refresh: adds the scopes of the user's groups and attributes to the access token. */
export const handler = trigger<PreTokenGenerationV2TriggerEvent>(({ request, response }) => {
  const granted = scopes.filter((entry) => isGranted(entry, request)).map(({ scope }) => scope);
  if (granted.length === 0) return;
  response.claimsAndScopeOverrideDetails = { accessTokenGeneration: { scopesToAdd: [...new Set(granted)] } };
});

function isGranted(
  { group, attribute, value }: AccessTokenScope,
  { userAttributes, groupConfiguration }: User,
): boolean {
  if (group !== undefined) return groupConfiguration.groupsToOverride?.includes(group) ?? false;
  return attribute !== undefined && value !== undefined && userAttributes[attribute] === value;
}
