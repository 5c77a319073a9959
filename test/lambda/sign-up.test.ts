import { SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { type BadValue, describeBadBodies } from './bad-bodies';
import { cognito, exception } from './cognito';
import { describeCognitoTrouble } from './cognito-trouble';
import { describeSuccess, expectProblem } from './every-route';
import { load } from './invoke';
import { badLogins } from './logins';

const password = 'Analytical-Engine-1843';
const named = { username: 'ada.lovelace', password, email: 'ada@lovelace.example' };
const addressed = { username: 'ada@lovelace.example', password };
const both = ['username', 'email'] as const;
const fine = { username: named, email: addressed };

const badPasswords: readonly BadValue[] = [
  ['a password of 257 characters', 'password', `Aa1!${'x'.repeat(253)}`, 'must be at most 256 characters'],
];

function badAddresses(field: string, longest: number): BadValue[] {
  const message = 'must be an e-mail address';
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
      ...badPasswords,
      ...badAddresses('email', 254),
      ...badLogins,
      [
        'a name that looks like an address',
        'username',
        'ada@lovelace.example',
        'must not contain an @: the address goes into "email"',
      ],
      ['a name of 129 characters', 'username', 'x'.repeat(129), 'must be at most 128 characters'],
      ['a name of a million characters', 'username', 'x'.repeat(1e6), 'must be at most 128 characters'],
    ]);
  });

  describe('a body that does not fit, signing in with an address', () => {
    describeBadBodies('sign-up', { SIGN_IN_WITH: 'email' }, addressed, [
      ...badPasswords,
      ...badAddresses('username', 128),
      ...badAddresses('email', 128),
      ['an emoji as name', 'username', '\u{1f98a}', 'must be an e-mail address'],
      [
        'two addresses',
        'email',
        'charles@babbage.example',
        'must be the same address as "username", or be left out',
      ],
    ]);
  });

  describe.each(both)('a weak password, signing in with %s', (SIGN_IN_WITH) => {
    const length = 'must have at least 8 characters';
    const lower = 'needs a lower-case letter';
    const upper = 'needs an upper-case letter';
    const digit = 'needs a digit';
    const symbol = 'needs a symbol';
    const space = 'must not begin or end with a space';

    it.each([
      ['Ab1-xyz', [length]],
      ['ANALYTICAL-1843', [lower]],
      ['analytical-1843', [upper]],
      ['Analytical-Engine', [digit]],
      ['Analytical1843', [symbol]],
      ['Analytical€1843', [symbol]],
      [' Analytical-1843', [space]],
      ['Analytical-1843 ', [space]],
      ['Analytical-1843\n', [space]],
      ['        ', [lower, upper, digit, space]],
      ['ööööö', [length, lower, upper, digit, symbol]],
    ])(
      'answers 422 with every rule that is not met, and does not ask Cognito (#%#)',
      async (weak, messages) => {
        const answer = await load('sign-up', { SIGN_IN_WITH })({
          body: { ...fine[SIGN_IN_WITH], password: weak },
        });
        const errors = messages.map((message) => ({ field: 'password', message }));
        expectProblem(answer, 422, 'weak_password', errors);
        expect(cognito.calls()).toHaveLength(0);
      },
    );
  });

  describe('what Cognito refuses', () => {
    describeCognitoTrouble('sign-up', fine, [
      ['InvalidParameterException', [400, 'invalid_request']],
      ['ForbiddenException', [403, 'blocked']],
      ['InvalidPasswordException', [422, 'weak_password']],
      ['UserLambdaValidationException', [422, 'rejected']],
      ['TooManyRequestsException', [429, 'rate_limited']],
      ['ThrottlingException', [429, 'rate_limited']],
      ['InvalidEmailRoleAccessPolicyException', [500, 'misconfigured']],
      ['InvalidLambdaResponseException', [500, 'misconfigured']],
      ['InvalidSmsRoleAccessPolicyException', [500, 'misconfigured']],
      ['InvalidSmsRoleTrustRelationshipException', [500, 'misconfigured']],
      ['NotAuthorizedException', [500, 'misconfigured']],
      ['OperationNotEnabledException', [500, 'misconfigured']],
      ['ResourceNotFoundException', [500, 'misconfigured']],
      ['UnexpectedLambdaException', [500, 'misconfigured']],
      ['InternalErrorException', [503, 'upstream_unavailable']],
    ]);

    it('answers 409 when the name is taken', async () => {
      cognito.on(SignUpCommand).rejects(exception('UsernameExistsException'));
      expectProblem(await load('sign-up')({ body: named }), 409, 'username_taken');
    });

    it('answers byte for byte the same for a known address and for a new one', async () => {
      const invoke = load('sign-up', { SIGN_IN_WITH: 'email' });
      const unknown = await invoke({ body: addressed });
      cognito.on(SignUpCommand).rejects(exception('UsernameExistsException'));
      expect(await invoke({ body: addressed })).toEqual(unknown);
    });

    it.each(both)(
      'answers as to any other when the address gets too many codes (%s)',
      async (SIGN_IN_WITH) => {
        const invoke = load('sign-up', { SIGN_IN_WITH });
        const usual = await invoke({ body: fine[SIGN_IN_WITH] });
        cognito.on(SignUpCommand).rejects(exception('LimitExceededException'));
        expect(await invoke({ body: fine[SIGN_IN_WITH] })).toEqual(usual);
      },
    );

    it.each(both)(
      'answers as usual when the code cannot be sent, and logs an error (%s)',
      async (SIGN_IN_WITH) => {
        const invoke = load('sign-up', { SIGN_IN_WITH });
        const { log: _, ...usual } = await invoke({ body: fine[SIGN_IN_WITH] });
        cognito.on(SignUpCommand).rejects(exception('CodeDeliveryFailureException'));
        const { log, ...answer } = await invoke({ body: fine[SIGN_IN_WITH] });
        expect(answer).toEqual(usual);
        expect(log).toContainEqual([
          'error',
          { outcome: 'undelivered', cause: 'SignUp: CodeDeliveryFailureException' },
        ]);
      },
    );
  });
});
