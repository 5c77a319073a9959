import { isDeepStrictEqual } from 'node:util';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { type AuthEnvironment, readEnvironment } from '../../../lambda/contract/environment';
import { isWildcard, type Permission, permissionsOf, permissionsOfEveryFunction } from '../support/permissions';
import { featureFunctions, onlyOne, resourcesOf, stacks, stageWith, synthesized } from '../support/stacks';

describe.each(stacks)('every function, $title', (testStack) => {
  const { stage, stack, template } = testStack;
  const ofFeatures = featureFunctions(testStack);
  const routeOf = (id: string) =>
    stack.api.routes.find(({ lambda }) => stack.getLogicalId(lambda.node.defaultChild as CfnFunction) === id)?.row;
  // Without functions that a feature runs for something else than a route, such as the messages of a queue.
  const functions = resourcesOf(template, 'AWS::Lambda::Function').filter(([id]) => routeOf(id));
  // Without the role of API Gateway for its logs: test/lib/auth-stack.test.ts.
  const roles = resourcesOf(template, 'AWS::IAM::Role').filter(([id]) => !id.includes('CloudWatchRole'));
  const policies = resourcesOf(template, 'AWS::IAM::Policy');
  const [clientId] = onlyOne(template, 'AWS::Cognito::UserPoolClient');

  it('runs on Node 24 and arm64, with explicit memory and timeout, and JSON logs', () => {
    expect(functions).toHaveLength(stack.api.routes.length);
    for (const [id, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: ofFeatures.has(id) ? expect.any(Number) : stage.functionMemory,
        LoggingConfig: { LogFormat: 'JSON' },
      });
      // Longer than the handlers wait for Cognito (4 s), shorter than API Gateway waits for them (29 s).
      expect(Properties.Timeout).toBeGreaterThan(5);
      expect(Properties.Timeout).toBeLessThan(29);
    }
  });

  it('shares one log group, with the retention of the stage, retained in prod', () => {
    const logs = new Set(functions.map(([, { Properties }]) => Properties.LoggingConfig.LogGroup.Ref));
    expect(logs.size).toBe(1);
    for (const log of logs) {
      const group = template.findResources('AWS::Logs::LogGroup')[log];
      expect(group?.Properties).toEqual({ RetentionInDays: stage.logRetention });
      expect(group?.DeletionPolicy).toBe(stage.name === 'prod' ? 'Retain' : 'Delete');
    }
  });

  it('has X-Ray tracing', () => {
    for (const [, { Properties }] of functions) expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
  });

  it('has exactly the variables that all handlers read, and those that its feature adds', () => {
    const expected = (id: string) =>
      ({
        USER_POOL_CLIENT_ID: { Ref: clientId },
        SIGN_IN_WITH: stage.signInWith,
        ALLOWED_ORIGINS: stage.allowedOrigins.join(),
        PRODUCT_NAME: stage.productName,
        REQUIRED_GROUP: groupOf(id),
        PASSWORD_POLICY: JSON.stringify(stage.passwordPolicy),
        ALLOWED_EMAIL_DOMAINS: '',
      }) satisfies Record<keyof AuthEnvironment, unknown>;
    for (const [id, { Properties }] of functions) {
      const { Variables } = Properties.Environment;
      const own = Object.entries(Variables).filter(([name]) => ofFeatures.has(id) && !(name in expected(id)));
      expect(Variables).toEqual({ ...expected(id), ...Object.fromEntries(own) });
      expect(() => readEnvironment({ ...expected(id), USER_POOL_CLIENT_ID: 'client' })).not.toThrow();
    }
  });

  it('has a required group only if the row of its route names one', () => {
    const required = functions.map(([, { Properties }]) => Properties.Environment.Variables.REQUIRED_GROUP);
    expect([...new Set(required)].sort()).toEqual(['', 'admins']);
  });

  /** The group that the route of a function requires; empty if none. */
  function groupOf(id: string): string {
    return routeOf(id)?.group ?? '';
  }

  it('has a role of its own that may write logs and traces, and only what its feature grants besides', () => {
    const used = functions.map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(new Set(used).size).toBe(used.length);
    expect(roles.map(([id]) => id)).toEqual(expect.arrayContaining(used));
    for (const [id, { Properties }] of functions) {
      const always = permissionsOfEveryFunction(Properties);
      const allowed = permissionsOf(template, Properties.Role['Fn::GetAtt'][0]);
      expect(allowed).toEqual(expect.arrayContaining(always));
      const granted = allowed.filter((permission) => !always.some((own) => isDeepStrictEqual(permission, own)));
      const route = ofFeatures.get(id);
      const tooMuch = route === undefined ? granted : granted.filter(isWildcard);
      expect(tooMuch.map((permission) => adviceFor(route ?? id, permission))).toEqual([]);
    }
  });

  it('has no managed or inline policies', () => {
    const ofFunctions = functions.map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    for (const [, { Properties }] of roles.filter(([id]) => ofFunctions.includes(id)))
      expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument']);
    for (const [, { Properties }] of policies)
      expect(Object.keys(Properties).sort()).toEqual(['PolicyDocument', 'PolicyName', 'Roles']);
    for (const type of ['AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy']) {
      expect(template.findResources(type)).toEqual({});
    }
  });

  it('has no permission for Cognito actions, because the operations that it calls are public', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('cognito-idp:');
  });
});

describe('the settings of sign-in methods, profile, step-up and languages', () => {
  const options = {
    signInMethods: ['password', 'emailCode', 'passkey'],
    passkeyRelyingPartyId: 'example.com',
    profileAttributes: ['name', 'custom:favorite_color'],
    emailChange: true,
    stepUpMinutes: 5,
    emailLanguages: ['de', 'fr'],
    sender: { address: 'no-reply@example.com' },
  };
  const names = [
    'EMAIL_LANGUAGES',
    'MAX_AUTH_AGE',
    'PASSKEY_MFA',
    'PASSKEY_RELYING_PARTY_ID',
    'PASSWORD_OPTIONAL',
    'PROFILE_ATTRIBUTES',
    'SIGN_IN_METHODS',
  ];

  /** The variables with these names that each function has, by its route. */
  function variablesOf(settings: Record<string, unknown>): Record<string, Record<string, string>> {
    const { stack, template } = synthesized(stageWith({ stage: 'dev', signInWith: 'email', ...settings }));
    const functions = template.findResources('AWS::Lambda::Function');
    const found = stack.api.routes.map(({ row, lambda }) => {
      const id = stack.getLogicalId(lambda.node.defaultChild as CfnFunction);
      const variables = Object.entries<string>(functions[id]?.Properties.Environment.Variables);
      return [row.name, Object.fromEntries(variables.filter(([name]) => names.includes(name)))] as const;
    });
    return Object.fromEntries(found.filter(([, variables]) => Object.keys(variables).length > 0));
  }

  it('are variables of the functions that need them, and of no others', () => {
    const PROFILE_ATTRIBUTES = 'name,custom:favorite_color';
    const [MAX_AUTH_AGE, PASSKEY_MFA, SIGN_IN_METHODS] = ['300', 'true', 'emailCode,passkey'];
    const EMAIL_LANGUAGES = 'de,fr';
    expect(variablesOf(options)).toEqual({
      'sign-up': { PASSWORD_OPTIONAL: 'true', EMAIL_LANGUAGES },
      confirm: { SIGN_IN_METHODS },
      'resend-code': { EMAIL_LANGUAGES },
      'reset-password': { SIGN_IN_METHODS },
      challenge: { SIGN_IN_METHODS },
      'forgot-password': { EMAIL_LANGUAGES },
      'sign-in-passkey': { PASSKEY_RELYING_PARTY_ID: 'example.com', PASSKEY_MFA },
      me: { PROFILE_ATTRIBUTES },
      'update-me': { PROFILE_ATTRIBUTES },
      'change-email': { MAX_AUTH_AGE, EMAIL_LANGUAGES },
      'change-password': { MAX_AUTH_AGE },
      'create-totp-key': { MAX_AUTH_AGE },
      'enable-totp': { PASSKEY_MFA },
      'disable-totp': { MAX_AUTH_AGE, PASSKEY_MFA },
      'start-passkey': { MAX_AUTH_AGE },
      'add-passkey': { PASSKEY_MFA },
      'delete-passkey': { MAX_AUTH_AGE },
      'delete-me': { MAX_AUTH_AGE },
    });
  });

  it('demand no recent sign-in to change the password where every user has one', () => {
    const variables = variablesOf({ stepUpMinutes: 5 });
    expect(Object.keys(variables)).toContain('delete-me');
    expect(variables).not.toHaveProperty('change-password');
  });

  it('add no variable by default', () => {
    expect(variablesOf({})).toEqual({});
  });

  it('let passkeys count as both factors where a second factor is required', () => {
    const { signInMethods, ...others } = options;
    const required = variablesOf({ ...others, signInMethods: ['password', 'passkey'], mfa: 'required' });
    const counting = Object.entries(required).filter(([, variables]) => variables.PASSKEY_MFA === 'true');
    expect(counting.map(([name]) => name).sort()).toEqual([
      'add-passkey',
      'disable-totp',
      'enable-totp',
      'finish-mfa-setup',
      'sign-in-passkey',
    ]);
  });

  it('do not let passkeys count as both factors without a second factor', () => {
    const values = Object.values(variablesOf({ ...options, mfa: 'off' }));
    expect(values.filter((variables) => 'PASSKEY_MFA' in variables)).toEqual([]);
  });

  it('require a password at sign-up with passkeys only', () => {
    const passkeys = { signInMethods: ['password', 'passkey'], passkeyRelyingPartyId: 'example.com' };
    expect(variablesOf(passkeys)).not.toHaveProperty('sign-up');
  });
});

function adviceFor(route: string, [action, resource]: Permission): string {
  return (
    `The function of ${route} may do ${action} on ${JSON.stringify(resource)}. Grant single actions on single resources where ` +
    'lib/features adds its route, such as table.grantReadData(list)'
  );
}

describe('a permission with a wildcard', () => {
  const table = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Notes';

  it.each<[boolean, ...Permission]>([
    [false, 'dynamodb:Query', table],
    [false, 'dynamodb:Query', `${table}/index/*`],
    [true, 'dynamodb:Query', '*'],
    [true, 'dynamodb:*', table],
    [true, '*', table],
  ])('is recognized: %j %s on %s', (expected, action, resource) => {
    expect(isWildcard([action, resource])).toBe(expected);
  });
});

describe('the settings functionMemory, passwordPolicy and allowedEmailDomains', () => {
  const passwordPolicy = {
    minLength: 12,
    requireLowercase: true,
    requireUppercase: false,
    requireDigits: true,
    requireSymbols: false,
  };
  const allowedEmailDomains = ['example.com', 'example.org'];
  const { stack, template } = synthesized(stageWith({ functionMemory: 1024, passwordPolicy, allowedEmailDomains }));

  it('are memory of every function, and variables of the function of every route', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
    const ofRoutes = functions.filter(({ Environment }) => 'USER_POOL_CLIENT_ID' in Environment.Variables);
    expect(functions.map(({ MemorySize }) => MemorySize)).toEqual(functions.map(() => 1024));
    expect(ofRoutes).toHaveLength(functions.length - stack.users.triggers.functions.length);
    for (const { Environment } of ofRoutes) {
      expect(Environment.Variables).toMatchObject({
        PASSWORD_POLICY: JSON.stringify(passwordPolicy),
        ALLOWED_EMAIL_DOMAINS: 'example.com,example.org',
      });
    }
  });
});
