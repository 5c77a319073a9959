import { noFindings, userPool, validate } from '../support/validate';

describe('UserPoolSchema', () => {
  it('warns about a standard attribute, and does not fail', () => {
    const Schema = [
      { Name: 'plan', AttributeDataType: 'String' },
      { Name: 'email', Required: true, Mutable: true },
    ];
    expect(validate({ Pool: userPool({ Schema }) })).toEqual({
      fails: false,
      findings: [
        [
          'warning UserPoolSchema Stack/Pool Properties.Schema',
          'Pool has the standard attribute email in its Schema, and on some accounts CloudFormation then refuses every ' +
            'later update of the pool ("Invalid AttributeDataType input"): remove it from the Schema unless the sign-up ' +
            'page of managed login has to require it, and see docs/operations.md',
        ],
      ],
    });
  });

  it.each([
    ['a custom attribute', { Schema: [{ Name: 'plan', AttributeDataType: 'String' }] }],
    ['no Schema', {}],
  ])('accepts %s', (_, properties) => {
    expect(validate({ Pool: userPool(properties) })).toEqual(noFindings);
  });
});
