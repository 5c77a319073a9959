import { addressOf, email, password, useHarness } from '../support/harness';

const invitation = { EmailSubject: 'Welcome', EmailMessage: 'You are {username} ({username}): {####}' };
const classic = { EmailVerificationSubject: 'Classic', EmailVerificationMessage: '{####} of {username}' };
const template = { EmailSubject: 'Own', EmailMessage: '<b>{####}</b>' };
/** Settings by the name of the pool, which is part of its id. */
const settings = {
  Silent: {},
  Classic: { ...classic, AdminCreateUserConfig: { InviteMessageTemplate: invitation } },
  Template: { ...classic, VerificationMessageTemplate: template },
};

const { harness, aws } = useHarness(
  Object.entries(settings).map(([name, properties]) => ({
    logicalId: name,
    id: `us-east-1_${name}`,
    properties: { AutoVerifiedAttributes: ['email'], ...properties },
    clients: [{ logicalId: `${name}Client`, id: name, properties: {} }],
  })),
);

const latest = (username: string) => {
  const { subject, text, code, ...message } = harness.cognito.messages(addressOf(username)).at(-1) ?? {};
  expect(message).toMatchObject({ username });
  return { subject, text: text?.replaceAll(String(code), 'CODE') };
};

describe('an e-mail', () => {
  it.each([
    ['Silent', 'Your verification code', 'Your verification code is CODE.'],
    ['Classic', 'Classic', 'CODE of {username}'],
    ['Template', 'Own', '<b>CODE</b>'],
  ])('with a code has the subject and text of its pool (%s)', async (ClientId, subject, text) => {
    const Username = `ada-${ClientId}`;
    await aws.signUp({ ClientId, Username, Password: password, UserAttributes: email(addressOf(Username)) });
    expect(latest(Username)).toEqual({ subject, text });
  });

  it.each([
    ['Silent', 'Your temporary password', 'Your username is bob-Silent and temporary password is CODE.'],
    ['Classic', 'Welcome', 'You are bob-Classic (bob-Classic): CODE'],
  ])('with an invitation contains the user name (%s)', async (name, subject, text) => {
    const Username = `bob-${name}`;
    await aws.adminCreateUser({
      UserPoolId: `us-east-1_${name}`,
      Username,
      UserAttributes: email(addressOf(Username)),
      DesiredDeliveryMediums: ['EMAIL'],
    });
    expect(latest(Username)).toEqual({ subject, text });
  });
});
