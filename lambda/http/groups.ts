import type { APIGatewayProxyEvent } from 'aws-lambda';
import { readEnvironment } from '../contract/environment';

const requiredGroup = readEnvironment().REQUIRED_GROUP;

/**
 * Whether the caller is in the group that lib/routes.ts names for the route. An ID token has a list of groups, and API
 * Gateway's Cognito authorizer hands it over as a text, separated by commas: "admins,authors". Compared as a whole: a
 * group that has this one's name in its own is another group. A comma in a group's name would undo that: see
 * docs/security.md.
 */
export function isInRequiredGroup({ requestContext }: APIGatewayProxyEvent): boolean {
  if (requiredGroup === '') return true;
  const groups: unknown = requestContext.authorizer?.claims?.['cognito:groups'];
  return typeof groups === 'string' && groups.split(',').includes(requiredGroup);
}
