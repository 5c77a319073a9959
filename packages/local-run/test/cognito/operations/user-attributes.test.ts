import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider';
import {
  addressOf,
  claimsOf,
  EMAIL_POOL,
  EMAIL_WEB,
  email,
  emailPool,
  exceptionOf,
  HOUR,
  invite,
  LEGACY,
  POOL,
  password,
  pool,
  SECOND,
  signIn,
  tokensOf,
  useHarness,
  WEB,
  webClient,
} from '../support/harness';

/** A pool that changes an address at once, and gives it up as an alias until the new one is verified. */
const plainPool = {
  ...pool,
  properties: {
    ...pool.properties,
    Schema: [
      { Name: 'role', AttributeDataType: 'String', Mutable: true },
      { Name: 'badge', AttributeDataType: 'String', Mutable: false },
      { Name: 'family_name', Mutable: true, Required: true },
    ],
  },
  clients: [
    { ...webClient, properties: { ...webClient.properties, WriteAttributes: ['email', 'name', 'family_name'] } },
    ...pool.clients.filter(({ id }) => id === LEGACY),
  ],
};

const verifiesBeforeUpdate = {
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
};
const KEEPING_POOL = 'us-east-1_Keeping01';
const KEEPING = 'keeping0client';
const keepingPool = {
  ...pool,
  id: KEEPING_POOL,
  properties: { ...pool.properties, ...verifiesBeforeUpdate },
  clients: [{ ...webClient, id: KEEPING }],
};
const KEEPING_EMAIL_POOL = 'us-east-1_Keeping02';
const KEEPING_EMAIL = 'keeping0email0client';
const keepingEmailPool = {
  ...emailPool,
  id: KEEPING_EMAIL_POOL,
  properties: { ...emailPool.properties, ...verifiesBeforeUpdate },
  clients: emailPool.clients.map((client) => ({ ...client, id: KEEPING_EMAIL })),
};

const { harness, aws } = useHarness([plainPool, emailPool, keepingPool, keepingEmailPool]);

const family = { Name: 'family_name', Value: 'Smith' };
const newAddress = (username: string) => `new.${username}@example.org`;
const mailsTo = (address: string) => harness.cognito.messages(address).length;

/** Adds a confirmed user with a verified address and returns an access token. */
async function account(username: string, ClientId = WEB, attributes: AttributeType[] = []): Promise<string> {
  const byEmail = ClientId === EMAIL_WEB || ClientId === KEEPING_EMAIL;
  const Username = byEmail ? addressOf(username) : username;
  const UserAttributes = [...email(addressOf(username)), ...(ClientId === WEB ? [family] : []), ...attributes];
  await aws.signUp({ ClientId, Username, Password: password, UserAttributes });
  await aws.confirmSignUp({ ClientId, Username, ConfirmationCode: harness.codeFor(addressOf(username)) });
  return (await tokensOf(aws, Username, ClientId)).AccessToken;
}

const update = (AccessToken: string, UserAttributes: AttributeType[]) =>
  aws.updateUserAttributes({ AccessToken, UserAttributes });
const setEmail = (AccessToken: string, address: string) => update(AccessToken, email(address));
const requestCode = (AccessToken: string, AttributeName = 'email') =>
  aws.getUserAttributeVerificationCode({ AccessToken, AttributeName });
const verify = (AccessToken: string, Code: string, AttributeName = 'email') =>
  aws.verifyUserAttribute({ AccessToken, AttributeName, Code });
const remove = (AccessToken: string, ...UserAttributeNames: string[]) =>
  aws.deleteUserAttributes({ AccessToken, UserAttributeNames });

async function attributesOf(Username: string, UserPoolId = POOL): Promise<Record<string, string | undefined>> {
  const { UserAttributes = [] } = await aws.adminGetUser({ UserPoolId, Username });
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
}

const incorrect = 'NotAuthorizedException: Incorrect username or password.';
const unauthorized = 'NotAuthorizedException: A client attempted to write unauthorized attribute';
const mismatch = 'CodeMismatchException: Invalid verification code provided, please try again.';
const expired = 'ExpiredCodeException: Invalid code provided, please request a code again.';
const limit = 'LimitExceededException: Attempt limit exceeded, please try after some time.';
const aliasTaken = 'AliasExistsException: An account with the email already exists.';
const usernameTaken = 'AliasExistsException: An account with the given email already exists.';
const wrong = (code: string) => (code === '000000' ? '111111' : '000000');

describe('UpdateUserAttributes', () => {
  it('changes attributes at once, and in the ID token from the next sign-in on', async () => {
    const token = await account('ada');
    harness.advance(SECOND);
    const { $metadata, ...reply } = await update(token, [{ Name: 'name', Value: 'Ada' }]);
    expect(reply).toEqual({});
    const user = await aws.adminGetUser({ UserPoolId: POOL, Username: 'ada' });
    expect(user.UserAttributes).toContainEqual({ Name: 'name', Value: 'Ada' });
    expect(user.UserLastModifiedDate).toEqual(new Date(harness.now));
    expect(claimsOf((await tokensOf(aws, 'ada')).IdToken)).toMatchObject({ name: 'Ada' });
  });

  it('removes an attribute with an empty value, but not a required one', async () => {
    const token = await account('alan', WEB, [{ Name: 'name', Value: 'Alan' }]);
    await update(token, [{ Name: 'name', Value: '' }]);
    expect(await attributesOf('alan')).not.toHaveProperty('name');
    expect(await exceptionOf(update(token, [{ Name: 'family_name', Value: '' }]))).toBe(
      'InvalidParameterException: user.family_name: Required attribute cannot be deleted.\n',
    );
  });

  it.each([
    ['an attribute that the client may not write', 'bea', { Name: 'custom:role', Value: 'admin' }, unauthorized],
    ['email_verified', 'ben', { Name: 'email_verified', Value: 'true' }, unauthorized],
    ['sub', 'bill', { Name: 'sub', Value: 'x' }, unauthorized],
    [
      'a value that is not an address',
      'bob',
      { Name: 'email', Value: 'nowhere' },
      'InvalidParameterException: Invalid email address format.',
    ],
    [
      'a missing value',
      'bram',
      { Name: 'name' },
      'InvalidParameterException: Attribute value for name must not be null',
    ],
  ])('rejects %s and changes nothing', async (_, username, attribute, exception) => {
    const token = await account(username);
    const before = await attributesOf(username);
    expect(await exceptionOf(update(token, [{ Name: 'name', Value: 'Bob' }, attribute]))).toBe(exception);
    expect(await attributesOf(username)).toEqual(before);
  });

  it('rejects an immutable attribute, with or without a value', async () => {
    await aws.signUp({
      ClientId: LEGACY,
      Username: 'carl',
      Password: password,
      UserAttributes: [...email(addressOf('carl')), family, { Name: 'custom:badge', Value: '1' }],
    });
    await aws.confirmSignUp({
      ClientId: LEGACY,
      Username: 'carl',
      ConfirmationCode: harness.codeFor(addressOf('carl')),
    });
    const token = (await tokensOf(aws, 'carl', LEGACY)).AccessToken;
    for (const Value of ['2', '']) {
      expect(await exceptionOf(update(token, [{ Name: 'custom:badge', Value }]))).toBe(
        'InvalidParameterException: user.custom:badge: Attribute cannot be updated.\n',
      );
    }
    expect(await exceptionOf(update(token, [{ Name: 'custom:unknown', Value: '1' }]))).toBe(
      'InvalidParameterException: Attributes did not conform to the schema: ' +
        'custom:unknown: Attribute does not exist in the schema.\n',
    );
  });

  it('rejects an ID token, a revoked token and the token of a deleted user', async () => {
    const token = await account('cleo');
    const { IdToken } = await tokensOf(aws, 'cleo');
    expect(await exceptionOf(setEmail(IdToken, newAddress('cleo')))).toMatch(/^NotAuthorizedException/);
    await aws.adminUserGlobalSignOut({ UserPoolId: POOL, Username: 'cleo' });
    expect(await exceptionOf(setEmail(token, newAddress('cleo')))).toBe(
      'NotAuthorizedException: Access Token has been revoked',
    );
    await aws.adminDeleteUser({ UserPoolId: POOL, Username: 'cleo' });
    expect(await exceptionOf(setEmail(token, newAddress('cleo')))).toMatch(/^UserNotFoundException/);
  });
});

describe('UpdateUserAttributes with a new e-mail address', () => {
  it('sets it unverified, sends a code, and allows sign-in with it after VerifyUserAttribute', async () => {
    const token = await account('dan');
    const { CodeDeliveryDetailsList } = await setEmail(token, newAddress('dan'));
    expect(CodeDeliveryDetailsList).toEqual([
      { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' },
    ]);
    expect(await attributesOf('dan')).toMatchObject({ email: newAddress('dan'), email_verified: 'false' });
    for (const address of [addressOf('dan'), newAddress('dan')]) {
      expect(await exceptionOf(signIn(aws, address))).toBe(incorrect);
    }
    await verify(token, harness.codeFor(newAddress('dan')));
    expect(await attributesOf('dan')).toMatchObject({ email_verified: 'true' });
    expect(await exceptionOf(signIn(aws, newAddress('dan')))).toBe('no exception');
    expect(await exceptionOf(signIn(aws, addressOf('dan')))).toBe(incorrect);
  });

  it('sends no code for the address that the user has', async () => {
    const token = await account('dora');
    const mails = mailsTo(addressOf('dora'));
    expect((await setEmail(token, addressOf('dora'))).CodeDeliveryDetailsList).toBeUndefined();
    expect(mailsTo(addressOf('dora'))).toBe(mails);
    expect(await attributesOf('dora')).toMatchObject({ email_verified: 'true' });
  });

  it('answers AliasExistsException at the verification if another user has verified the address', async () => {
    const token = await account('emil');
    await account('emma');
    await setEmail(token, addressOf('emma'));
    expect(await exceptionOf(verify(token, harness.codeFor(addressOf('emma'))))).toBe(aliasTaken);
    expect(await attributesOf('emil')).toMatchObject({ email_verified: 'false' });
    expect(await attributesOf(addressOf('emma'))).toMatchObject({ email_verified: 'true' });
  });

  it('moves the user name of an e-mail pool at once, or answers AliasExistsException', async () => {
    const token = await account('fay', EMAIL_WEB);
    await account('finn', EMAIL_WEB);
    expect(await exceptionOf(setEmail(token, addressOf('finn').toUpperCase()))).toBe(usernameTaken);
    await setEmail(token, newAddress('fay'));
    expect(await exceptionOf(signIn(aws, newAddress('fay'), { clientId: EMAIL_WEB }))).toBe('no exception');
    expect(await exceptionOf(signIn(aws, addressOf('fay'), { clientId: EMAIL_WEB }))).toBe(incorrect);
    expect(await attributesOf(newAddress('fay'), EMAIL_POOL)).toMatchObject({ email_verified: 'false' });
    expect(await exceptionOf(account('fay', EMAIL_WEB))).toBe('no exception');
  });
});

describe('UpdateUserAttributes in a pool that verifies an address before the update', () => {
  it.each([
    ['alias', 'gina', KEEPING, KEEPING_POOL],
    ['user name', 'gus', KEEPING_EMAIL, KEEPING_EMAIL_POOL],
  ])('keeps the old address as the %s until VerifyUserAttribute', async (_, username, clientId, poolId) => {
    const token = await account(username, clientId);
    const [old, next] = [addressOf(username), newAddress(username)];
    const { CodeDeliveryDetailsList } = await setEmail(token, next);
    expect(CodeDeliveryDetailsList?.[0]?.Destination).toBe('n***@e***');
    expect(await attributesOf(old, poolId)).toMatchObject({ email: old, email_verified: 'true' });
    expect(await exceptionOf(signIn(aws, old, { clientId }))).toBe('no exception');
    expect(await exceptionOf(signIn(aws, next, { clientId }))).toBe(incorrect);
    await verify(token, harness.codeFor(next));
    expect(await attributesOf(next, poolId)).toMatchObject({ email: next, email_verified: 'true' });
    expect(await exceptionOf(signIn(aws, next, { clientId }))).toBe('no exception');
    expect(await exceptionOf(signIn(aws, old, { clientId }))).toBe(incorrect);
    expect(await exceptionOf(aws.adminGetUser({ UserPoolId: poolId, Username: old }))).toMatch(
      /^UserNotFoundException/,
    );
  });

  it('changes the other attributes of the request at once', async () => {
    const token = await account('hal', KEEPING);
    await update(token, [...email(newAddress('hal')), { Name: 'name', Value: 'Hal' }]);
    expect(await attributesOf('hal', KEEPING_POOL)).toMatchObject({ email: addressOf('hal'), name: 'Hal' });
  });

  it('sends the code of GetUserAttributeVerificationCode to the old address, which it verifies', async () => {
    const token = await account('hugo', KEEPING);
    await setEmail(token, newAddress('hugo'));
    const code = harness.codeFor(newAddress('hugo'));
    await requestCode(token);
    const other = harness.codeFor(addressOf('hugo'));
    expect(await exceptionOf(verify(token, code))).toBe(mismatch);
    await verify(token, other);
    expect(await attributesOf('hugo', KEEPING_POOL)).toMatchObject({ email: addressOf('hugo') });
  });

  it('answers AliasExistsException if the address was taken before the verification', async () => {
    const token = await account('ian', KEEPING_EMAIL);
    await setEmail(token, newAddress('ian'));
    const code = harness.codeFor(newAddress('ian'));
    const Username = newAddress('ian');
    await aws.signUp({ ClientId: KEEPING_EMAIL, Username, Password: password });
    expect(await exceptionOf(verify(token, code))).toBe(usernameTaken);
    expect(await attributesOf(addressOf('ian'), KEEPING_EMAIL_POOL)).toMatchObject({ email: addressOf('ian') });
    const alias = await account('iris', KEEPING);
    await account('ivan', KEEPING);
    await setEmail(alias, addressOf('ivan'));
    expect(await exceptionOf(verify(alias, harness.codeFor(addressOf('ivan'))))).toBe(aliasTaken);
    expect(await attributesOf('iris', KEEPING_POOL)).toMatchObject({ email: addressOf('iris') });
  });

  it('does not verify an address by a code that was sent before an administrator set another one', async () => {
    const token = await account('jack', KEEPING);
    await setEmail(token, newAddress('jack'));
    const UserAttributes = [...email('jack@example.com'), { Name: 'email_verified', Value: 'true' }];
    await aws.adminUpdateUserAttributes({ UserPoolId: KEEPING_POOL, Username: 'jack', UserAttributes });
    expect(await exceptionOf(verify(token, harness.codeFor(newAddress('jack'))))).toBe(expired);
    expect(await attributesOf('jack', KEEPING_POOL)).toMatchObject({ email: 'jack@example.com' });
  });
});

describe('GetUserAttributeVerificationCode and VerifyUserAttribute', () => {
  it('verify the address of a user whom an administrator confirmed', async () => {
    const UserAttributes = [...email(addressOf('kay')), family];
    await aws.signUp({ ClientId: WEB, Username: 'kay', Password: password, UserAttributes });
    await aws.adminConfirmSignUp({ UserPoolId: POOL, Username: 'kay' });
    const token = (await tokensOf(aws, 'kay')).AccessToken;
    expect((await requestCode(token)).CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'k***@e***',
    });
    const code = harness.codeFor(addressOf('kay'));
    expect(await exceptionOf(verify(token, wrong(code)))).toBe(mismatch);
    await verify(token, code);
    expect(await attributesOf('kay')).toMatchObject({ email_verified: 'true' });
    expect(await exceptionOf(verify(token, code))).toBe(expired);
    expect(await exceptionOf(signIn(aws, addressOf('kay')))).toBe('no exception');
  });

  it('reject a code after 24 hours', async () => {
    const ClientId = KEEPING_EMAIL;
    await account('kim', ClientId);
    const late = async (milliseconds: number) => {
      const { AccessToken } = await tokensOf(aws, addressOf('kim'), ClientId);
      await requestCode(AccessToken);
      const code = harness.codeFor(addressOf('kim'));
      harness.advance(milliseconds);
      return exceptionOf(verify((await tokensOf(aws, addressOf('kim'), ClientId)).AccessToken, code));
    };
    expect(await late(24 * HOUR - SECOND)).toBe('no exception');
    expect(await late(24 * HOUR)).toBe(expired);
  });

  it('answer LimitExceededException after 5 codes and after 15 attempts in an hour', async () => {
    const token = await account('lea');
    for (let sent = 0; sent < 5; sent += 1) await requestCode(token);
    const mails = mailsTo(addressOf('lea'));
    expect(await exceptionOf(requestCode(token))).toBe(limit);
    expect(mailsTo(addressOf('lea'))).toBe(mails);
    const code = harness.codeFor(addressOf('lea'));
    for (let attempt = 0; attempt < 15; attempt += 1) {
      expect(await exceptionOf(verify(token, wrong(code)))).toBe(mismatch);
    }
    expect(await exceptionOf(verify(token, code))).toBe(limit);
    harness.advance(HOUR);
    const { AccessToken } = await tokensOf(aws, 'lea');
    expect(await exceptionOf(verify(AccessToken, code))).toBe('no exception');
  });

  it('do not accept the code of a sign-up or of a password reset', async () => {
    const token = await account('leo');
    expect(await exceptionOf(verify(token, harness.codeFor(addressOf('leo'))))).toBe(expired);
    await aws.forgotPassword({ ClientId: WEB, Username: 'leo' });
    expect(await exceptionOf(verify(token, harness.codeFor(addressOf('leo'))))).toBe(expired);
  });

  it('reject an attribute other than email, and a user without an address', async () => {
    const token = await account('liz');
    for (const operation of [requestCode(token, 'phone_number'), verify(token, '123456', 'name')]) {
      expect(await exceptionOf(operation)).toBe(
        'InvalidParameterException: The embedded Cognito can verify the attribute email only.',
      );
    }
    await remove(token, 'email');
    expect(await exceptionOf(requestCode(token))).toBe(
      'InvalidParameterException: User does not have an email address.',
    );
  });
});

describe('DeleteUserAttributes', () => {
  it('removes attributes, and with the address its verification and the alias', async () => {
    const token = await account('max', WEB, [{ Name: 'name', Value: 'Max' }]);
    await remove(token, 'name', 'email');
    expect(Object.keys(await attributesOf('max'))).toEqual(['sub', 'family_name']);
    expect(await exceptionOf(signIn(aws, addressOf('max')))).toBe(incorrect);
    expect(await exceptionOf(signIn(aws, 'max'))).toBe('no exception');
    expect(await exceptionOf(remove(token, 'name'))).toBe('no exception');
  });

  it('rejects attributes that the client may not write, are required, immutable or unknown', async () => {
    const token = await account('mia');
    for (const name of ['custom:role', 'sub', 'email_verified']) {
      expect(await exceptionOf(remove(token, 'email', name))).toBe(unauthorized);
    }
    expect(await exceptionOf(remove(token, 'email', 'family_name'))).toBe(
      'InvalidParameterException: user.family_name: Required attribute cannot be deleted.\n',
    );
    const legacy = (await tokensOf(aws, 'mia', LEGACY)).AccessToken;
    expect(await exceptionOf(remove(legacy, 'custom:badge'))).toBe(
      'InvalidParameterException: user.custom:badge: Attribute cannot be updated.\n',
    );
    expect(await exceptionOf(remove(legacy, 'custom:unknown'))).toMatch(
      /^InvalidParameterException: Attributes did not/,
    );
    expect(await attributesOf('mia')).toMatchObject({ email: addressOf('mia') });
  });
});

describe('AdminUpdateUserAttributes', () => {
  const set = (Username: string, attributes: Record<string, string>, UserPoolId = POOL) =>
    aws.adminUpdateUserAttributes({
      UserPoolId,
      Username,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    });

  it('sets attributes that no client may write', async () => {
    await account('nina');
    await set('nina', { 'custom:role': 'author' });
    expect(await attributesOf('nina')).toMatchObject({ 'custom:role': 'author' });
  });

  it.each([
    ['true', 'nick'],
    ['True', 'noah'],
  ])('sets an address verified with email_verified "%s", and sends no code', async (flag, username) => {
    await account(username, KEEPING);
    await set(username, { email: newAddress(username), email_verified: flag }, KEEPING_POOL);
    expect(mailsTo(newAddress(username))).toBe(0);
    expect(await attributesOf(username, KEEPING_POOL)).toMatchObject({ email_verified: 'true' });
    expect(await exceptionOf(signIn(aws, newAddress(username), { clientId: KEEPING }))).toBe('no exception');
    expect(await exceptionOf(signIn(aws, addressOf(username), { clientId: KEEPING }))).toBe(incorrect);
  });

  it('without email_verified sets it unverified or keeps the old one, and sends a code', async () => {
    await account('olga');
    await set('olga', { email: newAddress('olga') });
    expect(await attributesOf('olga')).toMatchObject({ email: newAddress('olga'), email_verified: 'false' });
    const token = await account('oscar', KEEPING);
    await set('oscar', { email: newAddress('oscar'), email_verified: 'false' }, KEEPING_POOL);
    expect(await attributesOf('oscar', KEEPING_POOL)).toMatchObject({
      email: addressOf('oscar'),
      email_verified: 'true',
    });
    await verify(token, harness.codeFor(newAddress('oscar')));
    expect(await attributesOf('oscar', KEEPING_POOL)).toMatchObject({ email: newAddress('oscar') });
  });

  it('verifies the address of a user, or makes it unverified', async () => {
    await invite(aws, 'paul', { UserAttributes: [...email(addressOf('paul')), family] });
    await set('paul', { email_verified: 'true' });
    expect(await attributesOf(addressOf('paul'))).toMatchObject({ email_verified: 'true' });
    await set('paul', { email_verified: 'false' });
    expect(await exceptionOf(attributesOf(addressOf('paul')))).toBe('UserNotFoundException: User does not exist.');
    await aws.adminDeleteUserAttributes({ UserPoolId: POOL, Username: 'paul', UserAttributeNames: ['email'] });
    expect(await exceptionOf(set('paul', { email_verified: 'true' }))).toMatch(/^InvalidParameterException: Email is/);
  });

  it('invalidates the code of a sign-up: it was sent to the previous address', async () => {
    const UserAttributes = [...email(addressOf('pia')), family];
    await aws.signUp({ ClientId: WEB, Username: 'pia', Password: password, UserAttributes });
    const confirm = (address: string) =>
      aws.confirmSignUp({ ClientId: WEB, Username: 'pia', ConfirmationCode: harness.codeFor(address) });
    await set('pia', { email: newAddress('pia') });
    expect(await exceptionOf(confirm(addressOf('pia')))).toBe(expired);
    await aws.resendConfirmationCode({ ClientId: WEB, Username: 'pia' });
    await confirm(newAddress('pia'));
    expect(await attributesOf('pia')).toMatchObject({ email: newAddress('pia'), email_verified: 'true' });
  });

  it('takes a verified alias from its owner, whose address becomes unverified', async () => {
    await account('quin');
    await account('rita');
    await set('rita', { email: addressOf('quin'), email_verified: 'true' });
    expect(await attributesOf('quin')).toMatchObject({ email: addressOf('quin'), email_verified: 'false' });
    expect((await aws.adminGetUser({ UserPoolId: POOL, Username: addressOf('quin') })).Username).toBe('rita');
  });

  it('answers AliasExistsException if the address is the user name of another user', async () => {
    await account('rosa', EMAIL_WEB);
    await account('ruth', EMAIL_WEB);
    for (const flag of ['true', 'false']) {
      const attributes = { email: addressOf('rosa'), email_verified: flag };
      expect(await exceptionOf(set(addressOf('ruth'), attributes, EMAIL_POOL))).toBe(usernameTaken);
    }
    expect(await exceptionOf(signIn(aws, addressOf('ruth'), { clientId: EMAIL_WEB }))).toBe('no exception');
  });

  it('sets a new phone number unverified unless phone_number_verified is given', async () => {
    await account('sue');
    await set('sue', { phone_number: '+15550100' });
    expect(await attributesOf('sue')).toMatchObject({ phone_number_verified: 'false' });
    await set('sue', { phone_number: '+15550101', phone_number_verified: 'true' });
    expect(await attributesOf('sue')).toMatchObject({ phone_number_verified: 'true' });
    await aws.adminDeleteUserAttributes({ UserPoolId: POOL, Username: 'sue', UserAttributeNames: ['phone_number'] });
    expect(await attributesOf('sue')).not.toHaveProperty('phone_number_verified');
  });

  it('rejects immutable attributes, unknown users and requests without a signature', async () => {
    await account('tom');
    expect(await exceptionOf(set('tom', { sub: 'x' }))).toBe(
      'InvalidParameterException: user.sub: Attribute cannot be updated.\n',
    );
    expect(await exceptionOf(set('unknown', { name: 'x' }))).toBe('UserNotFoundException: User does not exist.');
    const reply = await harness.post('AdminUpdateUserAttributes', {
      UserPoolId: POOL,
      Username: 'tom',
      UserAttributes: [{ Name: 'name', Value: 'x' }],
    });
    expect(reply.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException:');
  });
});

describe('AdminDeleteUserAttributes', () => {
  it('removes attributes that no client may write, but not required ones', async () => {
    await account('uwe');
    const target = { UserPoolId: POOL, Username: 'uwe' };
    await aws.adminUpdateUserAttributes({ ...target, UserAttributes: [{ Name: 'custom:role', Value: 'author' }] });
    await aws.adminDeleteUserAttributes({ ...target, UserAttributeNames: ['custom:role'] });
    expect(await attributesOf('uwe')).not.toHaveProperty('custom:role');
    const removeFamilyName = aws.adminDeleteUserAttributes({ ...target, UserAttributeNames: ['family_name'] });
    expect(await exceptionOf(removeFamilyName)).toBe(
      'InvalidParameterException: user.family_name: Required attribute cannot be deleted.\n',
    );
  });
});

it('logs nothing of these operations', () => {
  expect(harness.log).toEqual([]);
});
