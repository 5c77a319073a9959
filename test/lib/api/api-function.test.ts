import { type AuthEnvironment, readEnvironment } from '../../../lambda/contract/environment';
import { routesFor } from '../../../lib/routes';
import { onlyOne, resourcesOf, stacks, stageWith, templateOf } from '../support/stacks';

describe.each(stacks)('every function, $title', ({ stage, template }) => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function');
  // Without the role of API Gateway for its logs: test/lib/auth-stack.test.ts.
  const roles = resourcesOf(template, 'AWS::IAM::Role').filter(([id]) => !id.includes('CloudWatchRole'));
  const policies = resourcesOf(template, 'AWS::IAM::Policy');
  const [clientId] = onlyOne(template, 'AWS::Cognito::UserPoolClient');

  it('runs on Node 24 and arm64, with explicit memory and timeout, and JSON logs', () => {
    expect(functions).not.toHaveLength(0);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: stage.functionMemory,
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

  it('has exactly the environment variables that the handlers read', () => {
    const expected = (id: string) =>
      ({
        USER_POOL_CLIENT_ID: { Ref: clientId },
        SIGN_IN_WITH: stage.signInWith,
        ALLOWED_ORIGINS: stage.allowedOrigins.join(),
        PRODUCT_NAME: stage.productName,
        REQUIRED_GROUP: groupOf(id),
        PASSWORD_POLICY: JSON.stringify(stage.passwordPolicy),
        SIGN_UP_DOMAINS: '',
      }) satisfies Record<keyof AuthEnvironment, unknown>;
    for (const [id, { Properties }] of functions) {
      expect(Properties.Environment.Variables).toEqual(expected(id));
      expect(() => readEnvironment({ ...expected(id), USER_POOL_CLIENT_ID: 'client' })).not.toThrow();
    }
  });

  it('has a required group only if the row of its route names one', () => {
    const required = functions.map(([, { Properties }]) => Properties.Environment.Variables.REQUIRED_GROUP);
    expect([...new Set(required)].sort()).toEqual(['', 'admins']);
  });

  /** The group that the route of a function requires; empty if none. */
  function groupOf(id: string): string {
    const route = routesFor(stage.signInWith).find(
      ({ name }) => name.replaceAll('-', '') === id.replace(/^Api|[0-9A-F]{8}$/g, '').toLowerCase(),
    );
    if (!route) throw new Error(`No route has the function ${id}`);
    return route.group ?? '';
  }

  it('has a role of its own that may write logs and traces only', () => {
    const used = functions.map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect([...used].sort()).toEqual(roles.map(([id]) => id).sort());
    for (const [, { Properties }] of functions) {
      const Ref = Properties.Role['Fn::GetAtt'][0];
      const own = policies.filter(([, policy]) =>
        policy.Properties.Roles.some((role: { Ref: string }) => role.Ref === Ref),
      );
      expect(own.flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement)).toEqual([
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': [Properties.LoggingConfig.LogGroup.Ref, 'Arn'] },
        },
        { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
      ]);
    }
  });

  it('has no managed or inline policies', () => {
    for (const [, { Properties }] of roles) expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument']);
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

describe('the settings functionMemory, passwordPolicy and signUpDomains', () => {
  const passwordPolicy = {
    minLength: 12,
    requireLowercase: true,
    requireUppercase: false,
    requireDigits: true,
    requireSymbols: false,
  };
  const signUpDomains = ['example.com', 'example.org'];
  const template = templateOf(stageWith({ functionMemory: 1024, passwordPolicy, signUpDomains }));

  it('are memory and environment of every function', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function');
    expect(functions).not.toHaveLength(0);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        MemorySize: 1024,
        Environment: {
          Variables: { PASSWORD_POLICY: JSON.stringify(passwordPolicy), SIGN_UP_DOMAINS: 'example.com,example.org' },
        },
      });
    }
  });
});
