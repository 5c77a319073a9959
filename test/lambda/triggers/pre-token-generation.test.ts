import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { preTokenGenerationEvent } from '../../support/trigger-events';
import { loadTrigger } from '../support/triggers';

const scopes = [
  { scope: 'notes/write', group: 'editors' },
  { scope: 'notes/write', group: 'admins' },
  { scope: 'notes/delete', group: 'admins' },
  { scope: 'notes/export', attribute: 'custom:plan', value: 'pro' },
];
const invoke = loadTrigger<PreTokenGenerationV2TriggerEvent>('pre-token-generation', {
  ACCESS_TOKEN_SCOPES: JSON.stringify(scopes),
});

/** The scopes that a user with these groups and attributes gets; undefined if the trigger changes nothing. */
async function scopesFor(
  groupsToOverride: string[] | undefined,
  attributes: Record<string, string> = {},
): Promise<string[] | undefined> {
  const { request } = preTokenGenerationEvent;
  const event = {
    ...preTokenGenerationEvent,
    request: { ...request, userAttributes: attributes, groupConfiguration: { groupsToOverride } },
  } as PreTokenGenerationV2TriggerEvent;
  const { returned, log } = await invoke(event);
  expect(log).toEqual([['info', { trigger: 'TokenGeneration_Authentication', outcome: 'ok' }]]);
  const details = returned?.response.claimsAndScopeOverrideDetails;
  if (Object.keys(details ?? {}).length === 0) return undefined;
  const scopesToAdd = details?.accessTokenGeneration?.scopesToAdd;
  expect(details).toEqual({ accessTokenGeneration: { scopesToAdd } });
  return scopesToAdd;
}

describe('the pre-token-generation trigger', () => {
  it.each<[string[] | undefined, Record<string, string>, string[] | undefined]>([
    [[], {}, undefined],
    [undefined, {}, undefined],
    [['admins2', 'Admins', 'admins,editors'], {}, undefined],
    [['editors'], {}, ['notes/write']],
    [['editors', 'admins'], {}, ['notes/write', 'notes/delete']],
    [[], { 'custom:plan': 'pro' }, ['notes/export']],
    [[], { 'custom:plan': 'Pro' }, undefined],
    [[], { 'custom:plan': '' }, undefined],
    [[], { plan: 'pro' }, undefined],
    [['editors'], { 'custom:plan': 'pro' }, ['notes/write', 'notes/export']],
  ])('gives a member of %j with the attributes %j the scopes %j, each once', async (groups, attributes, expected) => {
    expect(await scopesFor(groups, attributes)).toEqual(expected);
  });

  it.each([undefined, ''])('does not start with the variable %j', (value) => {
    expect(() =>
      loadTrigger('pre-token-generation', value === undefined ? {} : { ACCESS_TOKEN_SCOPES: value }),
    ).toThrow('Missing or invalid environment variables: ACCESS_TOKEN_SCOPES');
  });
});
