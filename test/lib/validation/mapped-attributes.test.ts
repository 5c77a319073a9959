import { noFindings, partOfPool, userPool, validate } from '../support/validate';

const provider = (...attributes: readonly string[]) =>
  partOfPool('UserPoolIdentityProvider', {
    ProviderName: 'Google',
    ProviderType: 'Google',
    AttributeMapping: Object.fromEntries(attributes.map((name) => [name, name])),
  });
const client = (properties: Record<string, unknown>) =>
  partOfPool('UserPoolClient', { SupportedIdentityProviders: [{ Ref: 'Google' }, 'COGNITO'], ...properties });
const Pool = userPool({});

describe('MappedAttributesAreWritable', () => {
  const finding = 'error MappedAttributesAreWritable Stack/Client Properties.WriteAttributes';

  it.each([{ Ref: 'Google' }, 'Google'])('reports a mapped attribute that the client cannot write, of %j', (name) => {
    const Client = client({ SupportedIdentityProviders: [name], WriteAttributes: ['email'] });
    expect(validate({ Pool, Google: provider('email', 'given_name'), Client })).toEqual({
      fails: true,
      findings: [
        [
          finding,
          'Client does not let the app write given_name, which an identity provider maps, so that every sign-in with it fails: ' +
            'add given_name to WriteAttributes, or remove it from the AttributeMapping',
        ],
      ],
    });
  });

  it.each(['email_verified', 'phone_number_verified', 'sub'])('reports a client that may write %s', (attribute) => {
    expect(validate({ Pool, Client: client({ WriteAttributes: ['email', attribute] }) })).toEqual({
      fails: true,
      findings: [[finding, `Client lets the app write ${attribute}, which only Cognito sets: remove ${attribute}`]],
    });
  });

  it('accepts a client that may write what is mapped, without username and email_verified', () => {
    const Google = provider('email', 'email_verified', 'username', 'custom:team');
    const Client = client({ WriteAttributes: ['email', 'custom:team'] });
    expect(validate({ Pool, Google, Client })).toEqual(noFindings);
  });

  it('accepts a client that may write every standard attribute, and one without the provider', () => {
    const Google = provider('given_name');
    const Other = client({ SupportedIdentityProviders: ['COGNITO'], WriteAttributes: ['email'] });
    expect(validate({ Pool, Google, Client: client({}), Other })).toEqual(noFindings);
  });

  it('accepts a provider of another pool', () => {
    const Google = {
      ...provider('given_name'),
      properties: { ...provider('given_name').properties, UserPoolId: 'other' },
    };
    expect(validate({ Pool, Google, Client: client({ WriteAttributes: ['email'] }) })).toEqual(noFindings);
  });
});

describe('MappedAttributesAreMutable', () => {
  const schema = (name: string, mutable: unknown) =>
    userPool({ Schema: [{ AttributeDataType: 'String', Name: name, Mutable: mutable }] });

  it.each([
    ['nickname', 'nickname'],
    ['team', 'custom:team'],
  ])('reports the immutable attribute %s, mapped as %s', (name, mapped) => {
    const { fails, findings } = validate({ Pool: schema(name, false), Google: provider('email', mapped) });
    expect(fails).toBe(true);
    expect(findings.filter(([rule]) => !rule.includes('UserPoolSchema'))).toEqual([
      [
        'error MappedAttributesAreMutable Stack/Pool Properties.Schema',
        `Pool has the immutable attribute ${mapped}, which Google maps, so that the second sign-in of a user fails: set its ` +
          'Mutable to true, or remove it from the AttributeMapping of Google',
      ],
    ]);
  });

  it('accepts a mutable one, an unmapped one, and none in the Schema', () => {
    expect(validate({ Pool: schema('team', true), Google: provider('custom:team') }).findings).toEqual([]);
    expect(validate({ Pool: schema('team', false), Google: provider('email') }).findings).toEqual([]);
    expect(validate({ Pool, Google: provider('email') })).toEqual(noFindings);
  });
});
