import { isDeepStrictEqual } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { StageConfig } from '../../../lib/stages/stage-config';
import { UserError } from '../../../lib/user-error';
import type { Trigger } from '../../../lib/users/triggers';
import { Users } from '../../../lib/users/users';
import { identityProviderSettings } from '../../support/identity-provider-settings';
import { allTriggers, triggerSettings } from '../../support/trigger-settings';
import { isWildcard, permissionsOf, permissionsOfEveryFunction } from '../support/permissions';
import { onlyOne, type Resource, resourcesOf, stacks, stageWith, synthesized, testApp } from '../support/stacks';

/** The functions of the triggers of a stack, with their logical ids and properties. */
function functionsOf({ stack, template }: Pick<(typeof stacks)[number], 'stack' | 'template'>) {
  return stack.users.triggers.functions.map(({ row, lambda }) => {
    const id = stack.getLogicalId(lambda.node.defaultChild as CfnFunction);
    return {
      row,
      id,
      properties: template.findResources('AWS::Lambda::Function')[id]?.Properties as Resource['Properties'],
    };
  });
}

const own = (name: string) => name.startsWith('triggers/');

const oldSystem = { OLD_SYSTEM_URL: 'https://old.example.com/users', OLD_SYSTEM_SECRET_NAME: 'old-system' };
const lookups = {
  ...identityProviderSettings,
  userMigration: { url: oldSystem.OLD_SYSTEM_URL, secretName: oldSystem.OLD_SYSTEM_SECRET_NAME },
};

/** The variables of the triggers that come with the app, by name. */
const variablesOf = ({ allowedEmailDomains, accessTokenScopes, emailLanguages, productName }: StageConfig) => ({
  'triggers/pre-sign-up': { ALLOWED_EMAIL_DOMAINS: allowedEmailDomains.join() },
  'triggers/pre-sign-up-with-lookups': {
    ALLOWED_EMAIL_DOMAINS: allowedEmailDomains.join(),
    IDENTITY_PROVIDERS: 'Google,SignInWithApple,Corp,Acme',
    SELF_SIGN_UP: 'true',
    RESERVE_OLD_USERNAMES: 'true',
    ...oldSystem,
  },
  'triggers/pre-token-generation': { ACCESS_TOKEN_SCOPES: JSON.stringify(accessTokenScopes) },
  'triggers/custom-message': { EMAIL_LANGUAGES: emailLanguages.join(), PRODUCT_NAME: productName },
  'triggers/user-migration': { SIGN_IN_WITH: 'username', ...oldSystem },
});

const withLookups = { title: 'identity providers and an old system', ...synthesized(stageWith(lookups)) };
const withAll = { title: 'all settings of triggers', ...synthesized(stageWith(allTriggers)) };

describe.each([...stacks, withAll, withLookups])('every trigger, $title', (testStack) => {
  const { stage, stack, template } = testStack;
  const functions = functionsOf(testStack);
  const [poolId, { Properties: pool }] = onlyOne(template, 'AWS::Cognito::UserPool');

  it('is in the LambdaConfig of the user pool, with the events of version 2 for tokens', () => {
    const arns = functions.map(({ row, id }) => {
      const arn = { 'Fn::GetAtt': [id, 'Arn'] };
      const name = `${row.trigger.slice(0, 1).toUpperCase()}${row.trigger.slice(1)}`;
      return row.trigger === 'preTokenGeneration'
        ? ['PreTokenGenerationConfig', { LambdaArn: arn, LambdaVersion: 'V2_0' }]
        : [name, arn];
    });
    const { PreTokenGeneration: _, ...config } = pool.LambdaConfig ?? {};
    expect(config).toEqual(Object.fromEntries(arns));
  });

  it('may be called by this user pool only', () => {
    for (const { id } of functions) {
      const FunctionName = { 'Fn::GetAtt': [id, 'Arn'] };
      const permissions = resourcesOf(template, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
      expect(permissions.filter((permission) => isDeepStrictEqual(permission.FunctionName, FunctionName))).toEqual([
        {
          Action: 'lambda:InvokeFunction',
          FunctionName,
          Principal: 'cognito-idp.amazonaws.com',
          SourceArn: { 'Fn::GetAtt': [poolId, 'Arn'] },
        },
      ]);
    }
  });

  it('runs on Node 24 and arm64 for at most the 5 seconds that Cognito waits, with traces and JSON logs', () => {
    for (const { row, properties } of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: own(row.name) ? stage.functionMemory : expect.any(Number),
        Timeout: 5,
        LoggingConfig: { LogFormat: 'JSON' },
        TracingConfig: { Mode: 'Active' },
      });
    }
  });

  it('has exactly its variables', () => {
    const expected = new Map<string, object>(Object.entries(variablesOf(stage)));
    for (const { row, properties } of functions.filter(({ row }) => own(row.name)))
      expect([row.name, properties.Environment.Variables]).toEqual([row.name, expected.get(row.name)]);
  });

  it('has a role of its own that may write logs and traces, and what its row or feature grants without wildcards', () => {
    const roles = functions.map(({ properties }) => properties.Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(roles.length);
    for (const { row, properties } of functions) {
      const always = permissionsOfEveryFunction(properties);
      const allowed = permissionsOf(template, properties.Role['Fn::GetAtt'][0]);
      expect(allowed).toEqual(expect.arrayContaining(always));
      const granted = allowed.filter((permission) => !always.some((each) => isDeepStrictEqual(permission, each)));
      const ofRow = (row.actions ?? []).map((action) => [action, { 'Fn::GetAtt': [poolId, 'Arn'] }]);
      const ofSecret = granted.filter(([action]) => action === 'secretsmanager:GetSecretValue');
      expect(ofSecret).toHaveLength('OLD_SYSTEM_SECRET_NAME' in properties.Environment.Variables ? 1 : 0);
      expect([row.name, granted]).toEqual([
        row.name,
        own(row.name)
          ? expect.arrayContaining([...ofRow, ...ofSecret])
          : granted.filter((permission) => !isWildcard(permission)),
      ]);
      if (own(row.name)) expect(granted).toHaveLength(ofRow.length + ofSecret.length);
    }
  });

  it('logs to one group for all, with the retention of the stage', () => {
    const logs = new Set(functions.map(({ properties }) => properties.LoggingConfig.LogGroup.Ref));
    expect(logs.size).toBe(functions.length === 0 ? 0 : 1);
    for (const log of logs) {
      const group = template.findResources('AWS::Logs::LogGroup')[log];
      expect(group?.Properties).toEqual({ RetentionInDays: stage.logRetention });
      expect(group?.DeletionPolicy).toBe(stage.name === 'prod' ? 'Retain' : 'Delete');
    }
  });

  it('leaves nothing in the template when there is none', () => {
    const ids = Object.keys(template.toJSON().Resources).filter((id) => id.includes('Triggers'));
    expect({ functions: stack.users.triggers.functions.length, hasResources: ids.length > 0 }).toEqual({
      functions: functions.length,
      hasResources: functions.length > 0,
    });
    expect('LambdaConfig' in pool).toBe(functions.length > 0);
  });
});

describe('the settings of triggers', () => {
  const ownTriggersOf = (options: Record<string, unknown>) =>
    functionsOf(synthesized(stageWith({ ...options, sender: allTriggers.sender })))
      .map(({ row }) => row.name)
      .filter(own);
  // The product may need scopes for its routes.
  const ofProduct = stageWith().accessTokenScopes.length > 0 ? ['triggers/pre-token-generation'] : [];

  it('are off by default', () => {
    expect(ownTriggersOf({})).toEqual(ofProduct);
  });

  it.each([
    ['allowedEmailDomains', 'triggers/pre-sign-up'],
    ['accessTokenScopes', 'triggers/pre-token-generation'],
    ['emailLanguages', 'triggers/custom-message'],
  ] as const)('%s turns on %s and no other', (setting, name) => {
    const expected = [...new Set([...ofProduct, name])];
    expect(ownTriggersOf({ [setting]: triggerSettings[setting] }).sort()).toEqual(expected.sort());
  });

  it('together turn on each trigger that comes with the app', () => {
    const turnedOn = new Set([triggerSettings, lookups].flatMap(ownTriggersOf));
    expect([...turnedOn].sort()).toEqual(Object.keys(variablesOf(withAll.stage)).sort());
  });

  it('give attributes of scopes to the pool and to readers, and not to writers', () => {
    const { template } = withAll;
    const [, { Properties: client }] = onlyOne(template, 'AWS::Cognito::UserPoolClient');
    const [, { Properties: pool }] = onlyOne(template, 'AWS::Cognito::UserPool');
    expect(pool.Schema).toContainEqual(expect.objectContaining({ Name: 'test_plan', Mutable: true }));
    expect(client.ReadAttributes).toContain('custom:test_plan');
    expect(client.WriteAttributes).not.toContain('custom:test_plan');
  });

  it('reject a scope for a group that the template does not create', () => {
    const stage = stageWith({ accessTokenScopes: [{ scope: 'notes/write', group: 'editor' }] });
    expect(() => new Users(new Stack(testApp()), 'Users', { stage })).toThrow(
      /^accessTokenScopes\.0\.group must be a group of lib\/users\/groups\.ts, not "editor"\. Add the group there, or use admins/,
    );
  });
});

describe('users.triggers.add', () => {
  const row = { trigger: 'postConfirmation', name: 'profiles/create' } as const satisfies Trigger;
  /** Without the features of the product. */
  const newUsers = (options = {}) => new Users(new Stack(testApp(), 'Stack'), 'Users', { stage: stageWith(options) });

  it('returns the function, to which a table can grant access, with the variables, actions and memory of the row', () => {
    const users = newUsers();
    const stack = Stack.of(users);
    const table = new TableV2(stack, 'Table', { partitionKey: { name: 'owner', type: AttributeType.STRING } });
    const lambda = users.triggers.add({
      ...row,
      environment: { PROFILES_TABLE: table.tableName },
      actions: ['cognito-idp:AdminGetUser'],
      memory: 256,
    });
    table.grant(lambda, 'dynamodb:PutItem');
    const template = Template.fromStack(stack);
    const id = stack.getLogicalId(lambda.node.defaultChild as CfnFunction);
    const added = template.findResources('AWS::Lambda::Function')[id]?.Properties;
    const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');
    const [tableId] = onlyOne(template, 'AWS::DynamoDB::GlobalTable');
    expect(added).toMatchObject({
      MemorySize: 256,
      Environment: { Variables: { PROFILES_TABLE: { Ref: tableId } } },
    });
    expect(permissionsOf(template, added?.Role['Fn::GetAtt'][0])).toEqual(
      expect.arrayContaining([
        ['cognito-idp:AdminGetUser', { 'Fn::GetAtt': [poolId, 'Arn'] }],
        ['dynamodb:PutItem', { 'Fn::GetAtt': [tableId, 'Arn'] }],
      ]),
    );
  });

  it.each<[string, Partial<Trigger> | ((users: Users) => Partial<Trigger>), string]>([
    [
      'the trigger has a function already',
      { trigger: 'preSignUp', name: 'domains/check' },
      'The trigger preSignUp of lambda/domains/check.ts has a function already, lambda/triggers/pre-sign-up.ts. A user pool ' +
        'calls one: call your code from there',
    ],
    [
      'the handler is that of another trigger',
      { name: 'triggers/pre-sign-up' },
      'The trigger postConfirmation needs a handler of its own: another trigger has a construct "TriggersPreSignUp" already',
    ],
    [
      'an action does not exist',
      { actions: ['cognito-idp:AdminGetUsers'] },
      'The trigger "profiles/create" has the action "cognito-idp:AdminGetUsers". Use single actions of Cognito such as ' +
        'cognito-idp:AdminGetUser, and grant the returned function what it needs of other services',
    ],
    ['an action is a wildcard', { actions: ['cognito-idp:Admin*'] }, 'has the action "cognito-idp:Admin*". Use single'],
    ['an action is one of another service', { actions: ['s3:GetObject'] }, 'has the action "s3:GetObject". Use single'],
    [
      'a variable has the id of the app client',
      ({ userPoolClient }) => ({ environment: { CLIENT: userPoolClient.userPoolClientId } }),
      'The trigger "profiles/create" has the id of the user pool or of an app client in the environment variable CLIENT, but ' +
        'CloudFormation creates both after the function. Read event.userPoolId or event.callerContext.clientId instead',
    ],
    [
      'a variable has the ARN of the user pool as a part',
      ({ userPool }) => ({ environment: { POOL: `pool ${userPool.userPoolArn}` } }),
      'in the environment variable POOL, but CloudFormation creates both after the function',
    ],
    [
      'a variable is one that Lambda sets',
      { environment: { AWS_REGION: 'eu-west-1' } },
      'The trigger "profiles/create" sets the environment variable AWS_REGION, which Lambda sets. Use another name',
    ],
    [
      'a variable has an invalid name',
      { environment: { 'MY-TABLE': 'x' } },
      'The trigger "profiles/create" sets the environment variable MY-TABLE. A name has letters, digits and underscores',
    ],
  ])('throws a UserError when %s', (_, change, message) => {
    const users = newUsers({ allowedEmailDomains: ['example.com'] });
    const changed = { ...row, ...(typeof change === 'function' ? change(users) : change) };
    const add = () => users.triggers.add(changed);
    expect(add).toThrow(UserError);
    expect(add).toThrow(message);
  });
});
