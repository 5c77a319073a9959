import type { Deployment, Method } from '../template/deployment';
import { ACCOUNT } from '../template/resource-ids';
import { formatLogDate } from './date-formats';
import type { GatewayRequest, Principal, SigningCredentials } from './request';

/** Creates the event of a Lambda proxy integration ("Input format of a Lambda function for proxy integration"). */
export function createProxyEvent(
  { id, httpMethod, path, query, body, incoming }: GatewayRequest,
  {
    method,
    pathParameters,
    principal: { claims, credentials },
  }: { method: Method; pathParameters: Record<string, string>; principal: Principal },
  { restApiId, stageName }: Deployment,
) {
  const multiValueHeaders = groupPairs(pairs(incoming.rawHeaders));
  const multiValueQueryStringParameters = groupPairs([...query]);
  const now = Date.now();
  return {
    resource: method.path,
    path,
    httpMethod,
    headers: lastOfEach(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: orNull(lastOfEach(multiValueQueryStringParameters)),
    multiValueQueryStringParameters: orNull(multiValueQueryStringParameters),
    pathParameters: orNull(pathParameters),
    stageVariables: null,
    body: body.length > 0 ? body.toString('utf8') : null,
    isBase64Encoded: false,
    requestContext: {
      accountId: ACCOUNT,
      apiId: restApiId,
      stage: stageName,
      resourcePath: method.path,
      httpMethod,
      path: `/${stageName}${path}`,
      protocol: `HTTP/${incoming.httpVersion}`,
      requestId: id,
      extendedRequestId: id,
      requestTime: formatLogDate(now),
      requestTimeEpoch: now,
      domainName: incoming.headers.host,
      identity: {
        sourceIp: incoming.socket.remoteAddress,
        userAgent: incoming.headers['user-agent'] ?? null,
        ...(credentials && identityOf(credentials)),
      },
      ...(claims && { authorizer: { claims } }),
    },
  };
}

/** `requestContext.identity` of a signed request. */
function identityOf({ accessKeyId, owner }: SigningCredentials) {
  const role = owner.roleArn.slice(owner.roleArn.indexOf('/') + 1);
  return {
    accountId: ACCOUNT,
    accessKey: accessKeyId,
    cognitoAuthenticationProvider: owner.authenticationProvider,
    cognitoAuthenticationType: 'authenticated',
    cognitoIdentityId: owner.identityId,
    cognitoIdentityPoolId: owner.identityPoolId,
    userArn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/CognitoIdentityCredentials`,
  };
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : []));
}

function groupPairs(list: readonly [string, string][]): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of list) {
    const values = groups.get(name);
    if (values) values.push(value);
    else groups.set(name, [value]);
  }
  return Object.fromEntries(groups);
}

function lastOfEach(groups: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, values.at(-1) ?? '']));
}

function orNull<T extends object>(record: T): T | null {
  return Object.keys(record).length > 0 ? record : null;
}
