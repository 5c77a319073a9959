import { CodeSource } from '../../../src/cognito/users/code-source';
import { addressOf, addUser, email, otherPassword, password, signIn, useHarness, WEB } from '../support/harness';

describe('CodeSource', () => {
  const random = () => Buffer.from([0, 0, 0, 0, 0, 42]);

  it('returns random codes of six or eight digits', () => {
    const codes = new CodeSource(random);
    expect([codes.next(), codes.next(6), codes.next(8)]).toEqual(['000042', '000042', '00000042']);
  });

  it('returns the fixed code until release', () => {
    const codes = new CodeSource(random);
    codes.fix('123456');
    expect([codes.next(), codes.next(), codes.fixed]).toEqual(['123456', '123456', { code: '123456' }]);
    codes.release();
    expect([codes.next(), codes.fixed]).toEqual(['000042', undefined]);
  });

  it('returns the fixed code so many times', () => {
    const codes = new CodeSource(random);
    codes.fix('123456', 2);
    expect([codes.next(), codes.next(), codes.next()]).toEqual(['123456', '123456', '000042']);
  });
});

describe('a fixed code', () => {
  const { harness, aws } = useHarness();

  it('is the code of a sign-up, a password reset and an attribute verification', async () => {
    harness.cognito.codes.fix('654321');
    const user = { ClientId: WEB, Username: 'fiona' };
    await aws.signUp({ ...user, Password: password, UserAttributes: email(addressOf('fiona')) });
    await aws.confirmSignUp({ ...user, ConfirmationCode: '654321' });
    await aws.forgotPassword(user);
    await aws.confirmForgotPassword({ ...user, Password: otherPassword, ConfirmationCode: '654321' });
    const { AuthenticationResult } = await signIn(aws, 'fiona', { secret: otherPassword });
    const { AccessToken } = AuthenticationResult ?? {};
    await aws.updateUserAttributes({ AccessToken, UserAttributes: email('fiona@example.net') });
    await aws.verifyUserAttribute({ AccessToken, AttributeName: 'email', Code: '654321' });
    expect(harness.cognito.messages().map(({ code }) => code)).toEqual(['654321', '654321', '654321']);
  });

  it('is not the code of a sign-up after release', async () => {
    harness.cognito.codes.fix('654321', 1);
    await addUser(harness, aws, 'gina');
    await addUser(harness, aws, 'hana');
    const [first = '', second = ''] = ['gina', 'hana'].map((name) => harness.codeFor(addressOf(name)));
    expect(first).toBe('654321');
    expect(second).toMatch(/^\d{6}$/);
    expect(harness.cognito.codes.fixed).toBeUndefined();
  });
});
