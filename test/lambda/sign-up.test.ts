import { SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { type BadValue, describeBadBodies } from './support/bad-bodies';
import { badNames, badPasswords } from './support/bad-values';
import { cognito, exception } from './support/cognito';
import { anyOperation, describeCognitoTrouble, senders, triggers } from './support/cognito-trouble';
import { describeSuccess, expectProblem } from './support/every-route';
import { load } from './support/invoke';
import { describeWeakPasswords } from './support/weak-passwords';

const password = 'Analytical-Engine-1843';
const named = { username: 'ada.lovelace', password, email: 'ada@lovelace.example' };
const addressed = { username: 'ada@lovelace.example', password };
const both = ['username', 'email'] as const;
const fine = { username: named, email: addressed };

function badAddresses(field: string, longest: number): BadValue[] {
  const message = 'must be an e-mail address such as ada@example.com';
  return [
    [`white space as ${field}`, field, ' \t\n\u00a0 ', 'must not be empty'],
    [`no @ in ${field}`, field, 'ada.lovelace.example', message],
    [`nothing before the @ in ${field}`, field, '@lovelace.example', message],
    [`nothing after the @ in ${field}`, field, 'ada@', message],
    [`a second @ in ${field}`, field, 'ada@byron@lovelace.example', message],
    [`a host without a dot in ${field}`, field, 'ada@localhost', message],
    [`a second line in ${field}`, field, 'ada@lovelace.example\nBcc: all@example.com', message],
    [`a second address in ${field}`, field, 'ada@lovelace.example,charles@babbage.example', message],
    [`a display name in ${field}`, field, 'Ada <ada@lovelace.example>', message],
    [`a NUL in ${field}`, field, 'ada\u0000@lovelace.example', message],
    [`an emoji in ${field}`, field, '\u{1f98a}@lovelace.example', message],
    [
      `too long an address in ${field}`,
      field,
      `${'x'.repeat(longest)}@a.example`,
      `must be at most ${longest} characters`,
    ],
    [`a million characters in ${field}`, field, 'x@'.repeat(5e5), `must be at most ${longest} characters`],
  ];
}

describe('POST /sign-up', () => {
  describeSuccess('sign-up', { body: named });

  it('answers 201 with the name, and where the code went', async () => {
    const { status, body } = await load('sign-up')({ body: named });
    expect(status).toBe(201);
    expect(body).toEqual({
      username: 'ada.lovelace',
      confirmed: false,
      delivery: { medium: 'EMAIL', destination: 'a***@l***' },
    });
  });

  it('sends Cognito the name trimmed, the password as typed, the address, and nothing else', async () => {
    const typed = `${password}  \u{1f511}\t!`;
    await load('sign-up')({
      body: { username: ' ada.lovelace\t', password: typed, email: ' ada@lovelace.example\n' },
    });
    expect(cognito.commandCalls(SignUpCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        ClientId: 'client-of-the-tests',
        Username: 'ada.lovelace',
        Password: typed,
        UserAttributes: [{ Name: 'email', Value: 'ada@lovelace.example' }],
      },
    ]);
  });

  it.each([addressed, { ...addressed, email: ' Ada@Lovelace.EXAMPLE ' }])(
    'takes the address as name and address where people sign in with it',
    async (body) => {
      const answer = await load('sign-up', { SIGN_IN_WITH: 'email' })({ body });
      expect(answer.status).toBe(201);
      const [call] = cognito.commandCalls(SignUpCommand);
      expect(call?.args[0].input).toMatchObject({ Username: 'ada@lovelace.example', Password: password });
      expect(call?.args[0].input.UserAttributes).toEqual([
        { Name: 'email', Value: body === addressed ? 'ada@lovelace.example' : 'Ada@Lovelace.EXAMPLE' },
      ]);
    },
  );

  it.each(['\u{1f98a}', 'Åsa', '用户', 'o\u0308rjan', 'a', 'x'.repeat(128), '<script>', "';--"])(
    'takes %s as a name',
    async (username) => {
      const { status, body } = await load('sign-up')({ body: { ...named, username } });
      expect([status, body.username]).toEqual([201, username]);
    },
  );

  it.each([`Aa1!${'x'.repeat(252)}`, 'Aa1 aaaa', 'Aa1!aaa\u{1f511}', 'Pässwörd-1', 'Aa1!aa\u0000aa'])(
    'passes the password on untouched, whatever is inside (#%#)',
    async (unusual) => {
      const { status } = await load('sign-up')({ body: { ...named, password: unusual } });
      expect(status).toBe(201);
      expect(cognito.commandCalls(SignUpCommand)[0]?.args[0].input.Password).toBe(unusual);
    },
  );

  describe('a body that does not fit, signing in with a name', () => {
    describeBadBodies('sign-up', { SIGN_IN_WITH: 'username' }, named, [
      ...badPasswords('password'),
      ...badAddresses('email', 254),
      ...badNames,
      [
        'a name that looks like an address',
        'username',
        'ada@lovelace.example',
        'must not contain an @: put the address into "email"',
      ],
      ['a name of 129 characters', 'username', 'x'.repeat(129), 'must be at most 128 characters'],
      ['a name of a million characters', 'username', 'x'.repeat(1e6), 'must be at most 128 characters'],
    ]);
  });

  describe('a body that does not fit, signing in with an address', () => {
    describeBadBodies('sign-up', { SIGN_IN_WITH: 'email' }, addressed, [
      ...badPasswords('password'),
      ...badAddresses('username', 128),
      ...badAddresses('email', 128),
      ['an emoji as name', 'username', '\u{1f98a}', 'must be an e-mail address such as ada@example.com'],
      ['two addresses', 'email', 'charles@babbage.example', 'must be the same address as "username", or be omitted'],
    ]);
  });

  describe.each(both)('a weak password, signing in with %s', (SIGN_IN_WITH) => {
    describeWeakPasswords('sign-up', { SIGN_IN_WITH }, 'password', fine[SIGN_IN_WITH]);
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('sign-up', {
      command: SignUpCommand,
      fine,
      rows: [
        ...anyOperation,
        ...triggers,
        ...senders,
        ['UsernameExistsException', [409, 'username_taken'], [201, 'ok']],
        ['LimitExceededException', [201, 'ok']],
        ['CodeDeliveryFailureException', [201, 'undelivered']],
        ['InvalidPasswordException', [422, 'weak_password']],
        ['NotAuthorizedException', [500, 'misconfigured']],
      ],
    });

    it('answers 409 when the name is taken', async () => {
      cognito.on(SignUpCommand).rejects(exception('UsernameExistsException'));
      expectProblem(await load('sign-up')({ body: named }), 409, 'username_taken');
    });

    it('answers byte for byte the same for a known address and for a new one', async () => {
      const invoke = load('sign-up', { SIGN_IN_WITH: 'email' });
      const unknown = await invoke({ body: addressed });
      cognito.on(SignUpCommand).rejects(exception('UsernameExistsException'));
      expect(await invoke({ body: addressed })).toEqual({ ...unknown, log: expect.anything() });
    });
  });
});
