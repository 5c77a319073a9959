import { isDeepStrictEqual } from 'node:util';
import { toJSONSchema, type ZodMiniType } from 'zod/mini';
import type { Route } from '../api/route';
import { allRoutes } from '../routes';
import type { StageSettings } from '../stages/stage-config';
import { product } from '../stages/stages';
import { descriptionOf, tags } from './descriptions';
import { problemSchema, sharedFailures } from './failures';
import { describeOperation } from './operations';
import { documentSchemas } from './schemas';
import { servedRoutes } from './served-routes';

/** The API as an OpenAPI 3.1 document, from the same routes and schemas as the stack and the handlers. */
export function openApiDocument(version: string) {
  const [byName, byEmail] = [routesWith({ signInWith: 'username' }), routesWith({ signInWith: 'email' })];
  const schemas = documentSchemas(byName);
  const existence = existenceSentences(byName);
  const paths: Record<string, Record<string, object>> = {};
  for (const [index, route] of byName.entries()) {
    const inEmailMode = byEmail[index]?.request;
    const requests = [route.request, isSameSchema(route.request, inEmailMode) ? undefined : inEmailMode];
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: describeOperation(route, {
        requests: requests.filter((request) => request !== undefined),
        existence: existence(route),
        schemas,
      }),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: product, version, license: { name: 'MIT', identifier: 'MIT' }, description },
    servers,
    tags: describeTags(byName),
    paths,
    components: {
      schemas: { ...schemas.components(), Problem: problemSchema(byName) },
      responses: sharedFailures(byName),
      securitySchemes,
    },
  };
}

/** The routes with all optional ones, and with these settings. */
function routesWith(settings: Partial<StageSettings>): readonly Route[] {
  return servedRoutes({ ...allRoutes, ...settings });
}

/** Whether two bodies have the same JSON Schema. */
function isSameSchema(one: ZodMiniType | undefined, other: ZodMiniType | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return isDeepStrictEqual(toJSONSchema(one, { io: 'input' }), toJSONSchema(other, { io: 'input' }));
}

/** The settings that remove routes: the value that does, and a sentence for the routes that it removes. */
const removals: readonly (readonly [Partial<StageSettings>, string])[] = [
  [{ identityPool: false }, 'Exists only if the setting `identityPool` is true.'],
  [{ selfSignUp: false }, 'Exists unless the setting `selfSignUp` is false.'],
  [{ mfa: 'off' }, 'Exists unless the setting `mfa` is off.'],
  [{ mfa: 'optional' }, 'Exists only if the setting `mfa` is required.'],
  [{ signInMethods: ['password', 'passkey'] }, 'Exists only if the setting `signInMethods` has `emailCode`.'],
  [{ signInMethods: ['password', 'emailCode'] }, 'Exists only if the setting `signInMethods` has `passkey`.'],
  [{ profileAttributes: [] }, 'Exists only if the setting `profileAttributes` lists attributes.'],
  [{ emailChange: false }, 'Exists only if the setting `emailChange` is true.'],
];

/** Returns a function that tells in which stages a route exists, if it does not exist in all. */
function existenceSentences(routes: readonly Route[]): (route: Route) => readonly string[] {
  const removed = removals.map(([settings, sentence]) => {
    const left = new Set(routesWith(settings).map(({ name }) => name));
    return [new Set(routes.map(({ name }) => name).filter((name) => !left.has(name))), sentence] as const;
  });
  return ({ name }) => removed.filter(([names]) => names.has(name)).map(([, sentence]) => sentence);
}

/** The tags of the operations, those of features last. */
function describeTags(routes: readonly Route[]): object[] {
  const described = new Map<string, string>(Object.entries(tags));
  const used = routes.map((route) => descriptionOf(route).tag);
  const own = [...new Set(used)].filter((name) => !described.has(name));
  return [
    ...[...described].map(([name, text]) => ({ name, description: text })),
    ...own.map((name) => ({ name, description: `Routes of the feature ${name}` })),
  ];
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
