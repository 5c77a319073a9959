import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { GroupedRoutes } from '../../../lambda/contract/grouped-routes';
import { AuthStack } from '../../../lib/auth-stack';
import { stackName } from '../../../lib/stages/stages';
import { permissionsOf, permissionsOfEveryFunction } from '../support/permissions';
import { methodsOf, resourcesOf, stageWith, synthesized, testApp } from '../support/stacks';

/** Settings with which all routes exist, and routes have variables of their own. */
const settings = {
  stage: 'dev',
  signInWith: 'email',
  mfa: 'required',
  signInMethods: ['password', 'passkey'],
  passkeyRelyingPartyId: 'a-product-with-a-long-name.example.com',
  profileAttributes: ['name', 'given_name', 'family_name', 'locale', 'picture', 'custom:favorite_color'],
  emailChange: true,
  stepUpMinutes: 5,
  emailLanguages: ['de', 'fr'],
  identityPool: true,
  sourceMaps: true,
  productName: 'A product with a name of a hundred characters, which is the longest name that a stage can have !!!!!',
  allowedOrigins: 'https://first.example.com,https://second.example.com,https://third.example.com',
  allowedEmailDomains: ['first.example.com', 'second.example.com', 'third.example.com'],
  sender: { address: 'no-reply@example.com' },
};

const perRoute = synthesized(stageWith(settings));
const grouped = synthesized(stageWith({ ...settings, functions: 'grouped' }));

type Variables = Readonly<Record<string, string>>;

/** The function of each route, by method and path. */
function functionsOf({ stack, template }: typeof grouped) {
  const functions = template.findResources('AWS::Lambda::Function');
  return new Map(
    stack.api.routes.map(({ row, lambda }) => {
      const id = stack.getLogicalId(lambda.node.defaultChild as CfnFunction);
      const variables: Variables = functions[id]?.Properties.Environment.Variables;
      return [`${row.method} ${row.path}`, { id, name: row.name, variables }] as const;
    }),
  );
}

const groups = () => new Set([...functionsOf(grouped).values()].map(({ id }) => id));
const routesOf = ({ ROUTES = '{}' }: Variables): GroupedRoutes => JSON.parse(ROUTES);

describe("the setting functions with 'grouped'", () => {
  it('makes a function for open routes, one for account routes and one for the others', () => {
    const found = [...functionsOf(grouped)].map(([route, { id }]) => [route, id.replace(/[0-9A-F]{8}$/, '')] as const);
    const routes = new Map(found);
    expect(new Set(routes.values())).toEqual(new Set(['ApiOpenRoutes', 'ApiAccountRoutes', 'ApiProductRoutes']));
    expect(routes.get('POST /sign-in')).toBe('ApiOpenRoutes');
    expect(routes.get('DELETE /me')).toBe('ApiAccountRoutes');
    expect(routes.get('GET /secret')).toBe('ApiProductRoutes');
    expect(routes.get('GET /private')).toBe('ApiProductRoutes');
    // No function of the stack is left without a route or trigger.
    const triggers = grouped.stack.users.triggers.functions;
    expect(resourcesOf(grouped.template, 'AWS::Lambda::Function')).toHaveLength(3 + triggers.length);
  });

  it('lists in ROUTES exactly the routes of the function, each with its file', () => {
    for (const id of groups()) {
      const own = [...functionsOf(grouped)].filter(([, route]) => route.id === id);
      const [[, { variables }] = ['', { variables: {} }]] = own;
      const files = Object.entries(routesOf(variables)).map(([route, { file }]) => [route, file]);
      expect(files).toEqual(own.map(([route, { name }]) => [route, `${name}.js`]));
    }
  });

  it('gives each route the variables that it has with a function of its own', () => {
    const expected = functionsOf(perRoute);
    expect(functionsOf(grouped).size).toBe(expected.size);
    for (const [route, { variables }] of functionsOf(grouped)) {
      const { ROUTES, ...common } = variables;
      const own = routesOf({ ROUTES: ROUTES ?? '' })[route]?.environment;
      expect([route, { ...common, ...own }]).toEqual([route, expected.get(route)?.variables]);
    }
  });

  it('keeps the variables of a function within the 4 KB that Lambda allows', () => {
    for (const [, { variables }] of functionsOf(grouped)) {
      const { USER_POOL_CLIENT_ID: _, ...texts } = variables;
      // The id of the client has 26 characters.
      const bytes = Object.entries(texts).reduce((sum, [name, value]) => sum + name.length + value.length, 26 + 19);
      expect(bytes).toBeLessThan(4096);
    }
  });

  it('guards and limits the methods as with a function for each route', () => {
    const guards = ({ template }: typeof grouped) =>
      Object.fromEntries([...methodsOf(template)].map(([route, { Integration, ...guard }]) => [route, guard]));
    expect(guards(grouped)).toEqual(guards(perRoute));
    const limits = ({ template }: typeof grouped) =>
      new Set(
        resourcesOf(template, 'AWS::ApiGateway::Stage').flatMap(([, { Properties }]) => Properties.MethodSettings),
      );
    expect(limits(grouped)).toEqual(limits(perRoute));
  });

  it('sends each method to its function', () => {
    const methods = methodsOf(grouped.template);
    for (const [route, { id }] of functionsOf(grouped)) {
      expect(JSON.stringify(methods.get(route)?.Integration.Uri)).toContain(`{"Fn::GetAtt":["${id}","Arn"]}`);
    }
  });

  it('lets only the deployed stage of the API call a function, and not the test invocations of the API Gateway console', () => {
    const permissions = resourcesOf(grouped.template, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ Principal }) => Principal === 'apigateway.amazonaws.com');
    expect(permissions.map(({ FunctionName }) => FunctionName['Fn::GetAtt'][0]).sort()).toEqual([...groups()].sort());
    for (const { Action, SourceArn } of permissions) {
      expect(Action).toBe('lambda:InvokeFunction');
      const [, parts] = SourceArn['Fn::Join'];
      expect(parts.at(-1)).toBe('/dev/*/*');
      expect(JSON.stringify(parts)).toContain('RestApi');
    }
  });

  it('gives the functions no permission but to write logs and traces', () => {
    const functions = grouped.template.findResources('AWS::Lambda::Function');
    for (const id of groups()) {
      const { Role, ...properties } = functions[id]?.Properties ?? {};
      expect(new Set(permissionsOf(grouped.template, Role['Fn::GetAtt'][0]))).toEqual(
        new Set(permissionsOfEveryFunction(properties as Parameters<typeof permissionsOfEveryFunction>[0])),
      );
    }
  });

  it('leaves the routes of a feature a function of their own', () => {
    const { api } = newStack();
    const lambda = api.addRoute({ name: 'notes/list', method: 'GET', path: '/notes' });
    expect(api.routes.filter((route) => route.lambda === lambda)).toHaveLength(1);
  });

  it('refuses a route that exists already', () => {
    const route = { name: 'notes/list', method: 'GET', path: '/secret' } as const;
    expect(() => newStack().api.addRoute(route)).toThrow('GET /secret');
  });

  function newStack(): AuthStack {
    const stage = stageWith({ functions: 'grouped' });
    return new AuthStack(testApp(), stackName(stage), { stage });
  }
});
