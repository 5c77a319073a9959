import { allRoutes, routesFor } from '../routes';
import { descriptionOf, tags } from './descriptions';
import { problemSchema, sharedFailures } from './failures';
import { describeOperation } from './operations';
import { schemaComponents } from './schemas';

/** The API as an OpenAPI 3.1 document, from the same route table and schemas as the stack and the handlers. */
export function openApiDocument(version: string) {
  const [byName, byEmail] = [routesFor('username', allRoutes), routesFor('email', allRoutes)];
  const paths: Record<string, Record<string, object>> = {};
  for (const [index, route] of byName.entries()) {
    const inEmailMode = byEmail[index]?.request;
    const requests = [route.request, inEmailMode === route.request ? undefined : inEmailMode];
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: describeOperation(
        route,
        descriptionOf(route),
        requests.filter((request) => request !== undefined),
      ),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'cognito-auth-api', version, license: { name: 'MIT', identifier: 'MIT' }, description },
    servers,
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { ...schemaComponents(), Problem: problemSchema },
      responses: sharedFailures(byName),
      securitySchemes,
    },
  };
}

const description =
  'Sign-up, sign-in and guarded routes on Amazon Cognito. Every error is a problem (RFC 9457) with a stable `code`, ' +
  'except for a body of more than 10 MB: API Gateway refuses it with 413 and `{"message":"Request Too Long"}`. ' +
  'If the stage has the setting `signInWith: email`, the username is the e-mail address. ' +
  'Other settings remove routes: their descriptions name them.';

const servers = [
  {
    url: 'http://localhost:{port}',
    description: 'The local run, `npm start`',
    variables: { port: { default: '3000', description: 'The environment variable PORT of the local run' } },
  },
  {
    url: 'https://{restApiId}.execute-api.{region}.amazonaws.com/{stage}',
    description: 'A deployment: its stack output ApiUrl',
    variables: {
      restApiId: { default: 'abcde12345', description: 'Id of the REST API' },
      region: { default: 'us-east-1', description: 'AWS Region of the stack' },
      stage: { default: 'dev', description: 'Name of the stage' },
    },
  },
];

const bearer = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' };
const securitySchemes = {
  idToken: { ...bearer, description: 'ID token: identifies the user to the routes of the product' },
  accessToken: { ...bearer, description: 'Access token: manages the account of the user' },
  signature: {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    description: 'AWS Signature Version 4 for execute-api, with credentials of the identity pool',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
};
