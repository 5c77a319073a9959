import type { Rule } from './rule';
import { hasValue, ofType } from './template';

/**
 * With rotation, clients refresh with GetTokensFromRefreshToken, and Cognito refuses the older flow.
 *
 * Source: "Refresh token rotation" in the Cognito developer guide.
 */
export const rotationExcludesRefreshFlow: Rule = {
  name: 'RotationExcludesRefreshFlow',
  severity: 'error',
  check: (resources) =>
    ofType(resources, 'AWS::Cognito::UserPoolClient')
      .filter((client) => hasValue(client, 'RefreshTokenRotation.Feature', 'ENABLED'))
      .filter((client) => hasValue(client, 'ExplicitAuthFlows', 'ALLOW_REFRESH_TOKEN_AUTH'))
      .map((resource) => ({
        resource,
        property: 'ExplicitAuthFlows',
        problem:
          'has refresh token rotation and the flow ALLOW_REFRESH_TOKEN_AUTH, which Cognito does not allow together',
        fix: 'remove ALLOW_REFRESH_TOKEN_AUTH from ExplicitAuthFlows, or disable RefreshTokenRotation',
      })),
};
