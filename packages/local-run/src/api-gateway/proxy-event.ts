import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Deployment, Method } from '../template/deployment';
import { formatLogDate } from './date-formats';
import type { GatewayRequest, Principal, SigningCredentials } from './request';

/** Creates the event of a Lambda proxy integration ("Input format of a Lambda function for proxy integration"). */
export function createProxyEvent(
  { id, httpMethod, path, sentPath, query, body, incoming }: GatewayRequest,
  {
    method,
    pathParameters,
    principal: { claims, credentials },
  }: { method: Method; pathParameters: Record<string, string>; principal: Principal },
  { account, restApiId, stageName }: Deployment,
) {
  const multiValueHeaders = groupPairs(eventHeaders(incoming));
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
    // As the client has encoded them: a REST API decodes the query, but not the path. Recorded from AWS by LocalStack
    // (test_apigateway_lambda.snapshot.json, 2024-07-10: `test%2Balias`), and reported in aws/aws-sam-cli issue 771.
    pathParameters: orNull(pathParameters),
    stageVariables: null,
    body: body.length > 0 ? body.toString('utf8') : null,
    isBase64Encoded: false,
    requestContext: {
      accountId: account,
      apiId: restApiId,
      stage: stageName,
      resourceId: shortId(method.path),
      resourcePath: method.path,
      httpMethod,
      path: `/${stageName}${sentPath}`,
      protocol: `HTTP/${incoming.httpVersion}`,
      requestId: id,
      extendedRequestId: id,
      requestTime: formatLogDate(now),
      requestTimeEpoch: now,
      domainName: incoming.headers.host,
      domainPrefix: incoming.headers.host?.split(/[.:]/)[0],
      deploymentId: shortId(restApiId),
      identity: {
        ...unknownIdentity,
        sourceIp: incoming.socket.remoteAddress,
        userAgent: incoming.headers['user-agent'] ?? null,
        ...(credentials && identityOf(credentials, account)),
      },
      ...(claims && { authorizer: { claims } }),
    },
  };
}

const unknownIdentity = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

/** Headers that API Gateway does not pass on. */
const NOT_PASSED_ON = /^(connection|content-length|expect|te|transfer-encoding|upgrade)$/i;
/** Headers whose values API Gateway replaces. */
const REPLACED = /^(x-amzn-trace-id|x-forwarded-(for|port|proto))$/i;

/**
 * The headers of the event: those of the request, with `Authorization` in this case whatever the client wrote, and those that
 * API Gateway adds.
 */
function eventHeaders({ rawHeaders, headers, socket }: IncomingMessage): [string, string][] {
  const sent = pairs(rawHeaders).filter(([name]) => !NOT_PASSED_ON.test(name) && !REPLACED.test(name));
  const traceId = headers['x-amzn-trace-id']?.toString() ?? newTraceId();
  return [
    ...sent.map(([name, value]): [string, string] => [/^authorization$/i.test(name) ? 'Authorization' : name, value]),
    ['X-Amzn-Trace-Id', traceId],
    ['X-Forwarded-For', [headers['x-forwarded-for'], socket.remoteAddress].filter(Boolean).join(', ')],
    // In AWS always 443 and https.
    ['X-Forwarded-Port', String(socket.localPort)],
    ['X-Forwarded-Proto', 'http'],
  ];
}

/** In the format of AWS X-Ray: version, time in seconds, 96 random bits. */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
}

/** An id as API Gateway gives to resources and deployments: six letters and digits, the same for the same text. */
function shortId(text: string): string {
  return BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString(36)
    .slice(0, 6);
}

/** `requestContext.identity` of a signed request. */
function identityOf({ accessKeyId, owner }: SigningCredentials, account: string) {
  const role = owner.roleArn.slice(owner.roleArn.indexOf('/') + 1);
  return {
    accountId: account,
    accessKey: accessKeyId,
    cognitoAuthenticationProvider: owner.authenticationProvider,
    cognitoAuthenticationType: 'authenticated',
    cognitoIdentityId: owner.identityId,
    cognitoIdentityPoolId: owner.identityPoolId,
    userArn: `arn:aws:sts::${account}:assumed-role/${role}/CognitoIdentityCredentials`,
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
