import { onlyOne, resourcesOf, stageWith, synthesized, templateOf } from '../support/stacks';

const URL = 'https://old.example.com/users';
const options = { signInWith: 'username', userMigration: { url: URL, secretName: 'old/system' } };

describe('the setting userMigration', () => {
  const { template } = synthesized(stageWith(options));
  const [, { Properties: pool }] = onlyOne(template, 'AWS::Cognito::UserPool');
  const [functionId, reservationId] = [pool.LambdaConfig.UserMigration, pool.LambdaConfig.PreSignUp].map(
    (arn) => arn['Fn::GetAtt'][0] as string,
  ) as [string, string];
  const functions = template.findResources('AWS::Lambda::Function');
  const variables = (found = template) =>
    Object.values(found.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment.Variables,
    );

  it('adds the trigger of the user pool, and with usernames the one that reserves those of the old system', () => {
    expect(Object.keys(pool.LambdaConfig)).toEqual(['PreSignUp', 'UserMigration']);
    for (const others of [{ signInWith: 'email' }, { selfSignUp: false }]) {
      const [, { Properties }] = onlyOne(templateOf(stageWith({ ...options, ...others })), 'AWS::Cognito::UserPool');
      expect(Object.keys(Properties.LambdaConfig)).toEqual(['UserMigration']);
    }
    expect(functions[functionId]?.Properties).toMatchObject({ Runtime: 'nodejs24.x', Timeout: 5 });
  });

  it('gives the function the URL, the name of the secret, and never the secret', () => {
    const Variables = functions[functionId]?.Properties.Environment.Variables;
    expect(Variables).toEqual({
      OLD_SYSTEM_URL: URL,
      OLD_SYSTEM_SECRET_NAME: 'old/system',
      SIGN_IN_WITH: 'username',
    });
    expect(functions[reservationId]?.Properties.Environment.Variables).toEqual({
      ALLOWED_EMAIL_DOMAINS: '',
      IDENTITY_PROVIDERS: '',
      SELF_SIGN_UP: 'true',
      RESERVE_OLD_USERNAMES: 'true',
      OLD_SYSTEM_URL: URL,
      OLD_SYSTEM_SECRET_NAME: 'old/system',
    });
    expect(JSON.stringify(template.toJSON())).not.toContain('{{resolve:');
  });

  it('allows only this pool to invoke the functions', () => {
    const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').filter(
      ([, { Properties }]) => Properties.Principal === 'cognito-idp.amazonaws.com',
    );
    expect(permissions.map(([, { Properties }]) => Properties)).toEqual(
      [reservationId, functionId].map((id) => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [id, 'Arn'] },
        Principal: 'cognito-idp.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [poolId, 'Arn'] },
      })),
    );
  });

  it('allows only these functions to read only this secret', () => {
    const statements = resourcesOf(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string | string[] }) =>
        [Action].flat().some((action) => action.startsWith('secretsmanager:')),
      ).map((statement: object) => [Properties.Roles, statement]),
    );
    const arn = [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':secretsmanager:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
    ];
    expect(statements).toEqual(
      [reservationId, functionId].map((id) => [
        [{ Ref: functions[id]?.Properties.Role['Fn::GetAtt'][0] }],
        {
          Action: 'secretsmanager:GetSecretValue',
          Effect: 'Allow',
          Resource: { 'Fn::Join': ['', [...arn, ':secret:old/system-??????']] },
        },
      ]),
    );
  });

  it('passes the profile attributes of the stage on', () => {
    const found = templateOf(stageWith({ ...options, profileAttributes: 'given_name,custom:color' }));
    const [migration] = variables(found).filter(({ OLD_SYSTEM_URL, SIGN_IN_WITH }) => OLD_SYSTEM_URL && SIGN_IN_WITH);
    expect(migration).toMatchObject({ PROFILE_ATTRIBUTES: 'given_name,custom:color' });
  });

  it('needs no permission without a secret', () => {
    const found = templateOf(stageWith({ ...options, userMigration: { url: 'http://localhost:4000/users' } }));
    expect(JSON.stringify(found.toJSON())).not.toContain('secretsmanager');
    expect(JSON.stringify(variables(found))).not.toContain('OLD_SYSTEM_SECRET_NAME');
  });

  it('can be turned on and off by updates in place: other resources are the same, except the dashboard', () => {
    type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;
    const comparable = (resources: Resources) =>
      Object.entries(resources)
        .filter(([, { Type }]) => Type !== 'AWS::CloudWatch::Dashboard')
        .map(
          ([
            id,
            {
              Properties: { LambdaConfig: _, ...Properties },
              ...rest
            },
          ]) => [id, { ...rest, Properties }] as const,
        );
    const without: Resources = templateOf(stageWith({ ...options, userMigration: undefined })).toJSON().Resources;
    const kept = comparable(template.toJSON().Resources).filter(([id]) => id in without);
    expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(comparable(without)));
    expect(resourcesOf(template, 'AWS::CloudWatch::Dashboard').map(([id]) => id in without)).toEqual([true]);
  });
});
