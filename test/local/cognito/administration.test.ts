import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import {
  addressOf,
  addUser,
  EMAIL_POOL,
  email,
  emailPool,
  Harness,
  MINUTE,
  POOL,
  password,
  pool,
  refusal,
  WEB,
} from './harness';

const harness = new Harness([pool, emailPool]);
let aws: CognitoIdentityProvider;

beforeAll(async () => {
  aws = await harness.start();
});
afterAll(() => harness.stop());

const getUser = (Username: string) => aws.adminGetUser({ UserPoolId: POOL, Username });

describe('AdminConfirmSignUp', () => {
  it('confirms the user and not the address, once', async () => {
    const UserAttributes = email(addressOf('sam'));
    await aws.signUp({ ClientId: WEB, Username: 'sam', Password: password, UserAttributes });
    await aws.adminConfirmSignUp({ UserPoolId: POOL, Username: 'SAM' });
    const user = await getUser('sam');
    expect(user.UserStatus).toBe('CONFIRMED');
    expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
    expect(await refusal(aws.adminConfirmSignUp({ UserPoolId: POOL, Username: 'sam' }))).toBe(
      'NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED',
    );
  });
});

describe('operations on one user', () => {
  it.each(['adminConfirmSignUp', 'adminGetUser', 'adminDisableUser', 'adminEnableUser'] as const)(
    '%s names an unknown user and an unknown pool',
    async (operation) => {
      expect(await refusal(aws[operation]({ UserPoolId: POOL, Username: 'ghost' }))).toBe(
        'UserNotFoundException: User does not exist.',
      );
      expect(await refusal(aws[operation]({ UserPoolId: 'us-east-1_Nowhere01', Username: 'ghost' }))).toBe(
        'ResourceNotFoundException: User pool us-east-1_Nowhere01 does not exist.',
      );
    },
  );

  it('AdminGetUser shows every attribute, the dates and whether the user is enabled', async () => {
    const sub = await addUser(harness, aws, 'tina');
    const created = new Date(harness.now);
    harness.advance(MINUTE);
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'tina' });
    const { $metadata, ...user } = await getUser(addressOf('tina'));
    expect(user).toEqual({
      Username: 'tina',
      UserAttributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: addressOf('tina') },
        { Name: 'email_verified', Value: 'true' },
      ],
      Enabled: false,
      UserCreateDate: created,
      UserLastModifiedDate: new Date(harness.now),
      UserStatus: 'CONFIRMED',
    });
  });
});

describe('DescribeUserPool and DescribeUserPoolClient', () => {
  it('show the settings the pool runs with', async () => {
    const { UserPool: described } = await aws.describeUserPool({ UserPoolId: POOL });
    expect(described).toMatchObject({
      Id: POOL,
      Arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${POOL}`,
      AliasAttributes: ['email'],
      MfaConfiguration: 'OFF',
      Policies: {
        PasswordPolicy: { MinimumLength: 8, RequireSymbols: true, TemporaryPasswordValidityDays: 7 },
      },
      UsernameConfiguration: { CaseSensitive: false },
    });
    expect(described?.EstimatedNumberOfUsers).toBeGreaterThan(0);
    const attributes = described?.SchemaAttributes;
    expect(attributes?.find(({ Name }) => Name === 'email')).toMatchObject({ Required: true });
    expect(attributes?.find(({ Name }) => Name === 'custom:role')).toMatchObject({ Mutable: true });
  });

  it('show the client, the defaults included', async () => {
    const described = await aws.describeUserPoolClient({ UserPoolId: POOL, ClientId: WEB });
    expect(described.UserPoolClient).toMatchObject({
      ClientId: WEB,
      UserPoolId: POOL,
      AuthSessionValidity: 3,
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      RefreshTokenValidity: 30,
      WriteAttributes: ['email', 'name'],
    });
  });

  it('know no client of another pool', async () => {
    expect(await refusal(aws.describeUserPoolClient({ UserPoolId: EMAIL_POOL, ClientId: WEB }))).toBe(
      `ResourceNotFoundException: User pool client ${WEB} does not exist.`,
    );
  });
});
