import { noFindings, partOfPool, userPool, validate } from '../support/validate';

const resources = (Feature: string, ...ExplicitAuthFlows: readonly string[]) => ({
  Pool: userPool({}),
  Client: partOfPool('UserPoolClient', { ExplicitAuthFlows, RefreshTokenRotation: { Feature } }),
});

describe('RotationExcludesRefreshFlow', () => {
  it('reports rotation together with ALLOW_REFRESH_TOKEN_AUTH', () => {
    expect(validate(resources('ENABLED', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'))).toEqual({
      fails: true,
      findings: [
        [
          'error RotationExcludesRefreshFlow Stack/Client Properties.ExplicitAuthFlows',
          'Client has refresh token rotation and the flow ALLOW_REFRESH_TOKEN_AUTH, which Cognito does not allow ' +
            'together: remove ALLOW_REFRESH_TOKEN_AUTH from ExplicitAuthFlows, or disable RefreshTokenRotation',
        ],
      ],
    });
  });

  it('accepts each without the other', () => {
    expect(validate(resources('ENABLED', 'ALLOW_USER_SRP_AUTH'))).toEqual(noFindings);
    expect(validate(resources('DISABLED', 'ALLOW_REFRESH_TOKEN_AUTH'))).toEqual(noFindings);
  });
});
