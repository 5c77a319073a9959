import { standardAttributes } from '../standard-attributes';
import type { Rule } from './rule';
import { ofType, valuesAt } from './template';

/**
 * Standard attributes in the Schema of a user pool. A warning, because it is not so on every account, and a pool cannot require
 * an attribute in another way.
 *
 * Source: aws-cdk#8585 and amplify-backend#3299.
 */
export const userPoolSchema: Rule = {
  name: 'UserPoolSchema',
  severity: 'warning',
  check: (resources) =>
    ofType(resources, 'AWS::Cognito::UserPool').flatMap((resource) => {
      const names = valuesAt(resource, 'Schema.Name').filter((name) => standardAttributes.has(String(name)));
      if (names.length === 0) return [];
      return {
        resource,
        property: 'Schema',
        problem:
          `has the standard attribute ${names.join(', ')} in its Schema, and on some accounts CloudFormation then refuses ` +
          'every later update of the pool ("Invalid AttributeDataType input")',
        fix: 'remove it from the Schema unless the sign-up page of managed login has to require it, and see docs/operations.md',
      };
    }),
};
