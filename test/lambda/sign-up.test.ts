import { SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito, exception, sentCommands } from './support/cognito';
import {
  commonExceptions,
  describeCognitoFailures,
  senderExceptions,
  triggerExceptions,
} from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidAddresses, invalidPasswords, invalidUsernames } from './support/invalid-values';
import { load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';
import { describeWeakPasswords } from './support/weak-passwords';

const password = 'Analytical-Engine-1843';
const byUsername = { username: 'ada.lovelace', password, email: 'ada@lovelace.example' };
const byEmail = { username: 'ada@lovelace.example', password };
const modes = ['username', 'email'] as const;
const validBodies = { username: byUsername, email: byEmail };

describe('POST /sign-up', () => {
  describeSuccessReply('sign-up', { body: byUsername });

  it('answers 201 with the username and the masked destination of the code', async () => {
    const { status, body } = await load('sign-up')({ body: byUsername });
    expect(status).toBe(201);
    expect(body).toEqual({
      username: 'ada.lovelace',
      confirmed: false,
      delivery: { medium: 'EMAIL', destination: 'a***@l***' },
    });
  });

  it('sends Cognito only username and email trimmed, the password unchanged and the client id', async () => {
    const typed = `${password}  \u{1f511}\t!`;
    await load('sign-up')({
      body: { username: ' ada.lovelace\t', password: typed, email: ' ada@lovelace.example\n' },
    });
    expect(cognito.commandCalls(SignUpCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        ClientId: 'test-client-id',
        Username: 'ada.lovelace',
        Password: typed,
        UserAttributes: [{ Name: 'email', Value: 'ada@lovelace.example' }],
      },
    ]);
  });

  it.each([
    ['email is omitted', undefined, 'ada@lovelace.example'],
    ['email differs only in case', ' Ada@Lovelace.EXAMPLE ', 'Ada@Lovelace.EXAMPLE'],
  ])('answers 201 when signInWith is email and %s', async (_, email, Value) => {
    const reply = await load('sign-up', { SIGN_IN_WITH: 'email' })({ body: { ...byEmail, email } });
    expect(reply.status).toBe(201);
    const [call] = cognito.commandCalls(SignUpCommand);
    expect(call?.args[0].input).toMatchObject({ Username: 'ada@lovelace.example', Password: password });
    expect(call?.args[0].input.UserAttributes).toEqual([{ Name: 'email', Value }]);
  });

  it.each([
    ['one letter', 'a'],
    ['128 characters', 'x'.repeat(128)],
    ['an emoji', '\u{1f98a}'],
    ['Chinese characters', '用户'],
    ['a name with a letter outside ASCII', 'Åsa'],
    ['a name with a combining mark', 'q\u0303rjan'],
    ['HTML', '<script>'],
    ['SQL', "';--"],
  ])('answers 201 when username is %s', async (_, username) => {
    const { status, body } = await load('sign-up')({ body: { ...byUsername, username } });
    expect([status, body.username]).toEqual([201, username]);
  });

  it.each([
    ['256 characters', `Aa1!${'x'.repeat(252)}`],
    ['a space as its symbol', 'Aa1 aaaa'],
    ['an emoji', 'Aa1!aaa\u{1f511}'],
    ['letters outside ASCII', 'Pässwörd-1'],
    ['a NUL', 'Aa1!aa\u0000aa'],
  ])('answers 201 and sends Cognito the password unchanged when it has %s', async (_, unusual) => {
    const { status } = await load('sign-up')({ body: { ...byUsername, password: unusual } });
    expect(status).toBe(201);
    expect(cognito.commandCalls(SignUpCommand)[0]?.args[0].input.Password).toBe(unusual);
  });

  describe('validation of the body when signInWith is username', () => {
    describeInvalidBodies('sign-up', {
      variables: { SIGN_IN_WITH: 'username' },
      validBody: byUsername,
      invalidValues: [
        ...invalidPasswords('password'),
        ...invalidAddresses('email', 254),
        ...invalidUsernames,
        [
          'username looks like an e-mail address',
          'username',
          'ada@lovelace.example',
          'must not contain an @: put the address into "email"',
        ],
        ['username has 129 characters', 'username', 'x'.repeat(129), 'must be at most 128 characters'],
        ['username has 20,000 characters', 'username', 'x'.repeat(20_000), 'must be at most 128 characters'],
      ],
    });
  });

  describe('validation of the body when signInWith is email', () => {
    describeInvalidBodies('sign-up', {
      variables: { SIGN_IN_WITH: 'email' },
      validBody: byEmail,
      invalidValues: [
        ...invalidPasswords('password'),
        ...invalidAddresses('username', 128),
        ...invalidAddresses('email', 128),
        ['username is an emoji', 'username', '\u{1f98a}', 'must be an e-mail address such as ada@example.com'],
        [
          'email differs from username',
          'email',
          'charles@babbage.example',
          'must be the same address as "username", or be omitted',
        ],
      ],
    });
  });

  describe.each(modes)('strength of the password when signInWith is %s', (SIGN_IN_WITH) => {
    describeWeakPasswords('sign-up', {
      field: 'password',
      validBody: validBodies[SIGN_IN_WITH],
      variables: { SIGN_IN_WITH },
    });
  });

  it.each([
    ['a variation selector', 'ada\ufe0f', 'must not contain invisible characters'],
    ['a zero-width joiner', 'a\u200dda', 'may hold letters, digits, symbols and punctuation, but no spaces'],
    ['a combining grapheme joiner', 'ad\u034fa', 'must not contain invisible characters'],
    ['a Hangul filler', '\u3164', 'must be in Unicode normalization form NFKC'],
    ['a decomposed letter', 'o\u0308rjan', 'must be in Unicode normalization form NFKC'],
    ['full-width letters', '\uff41da', 'must be in Unicode normalization form NFKC'],
  ])(
    'answers 400 invalid_request when username has %s, because it looks like another name',
    async (_, username, message) => {
      const result = await load('sign-up')({ body: { ...byUsername, username } });
      expectProblem(result, 400, 'invalid_request', [{ field: 'username', message }]);
      expect(sentCommands()).toEqual([]);
    },
  );

  describe.each(modes)('when users can sign in with codes by e-mail and signInWith is %s', (SIGN_IN_WITH) => {
    const variables = { SIGN_IN_WITH, PASSWORD_OPTIONAL: 'true' };
    const { password: _, ...withoutPassword } = validBodies[SIGN_IN_WITH];

    it('answers 201 without a password, and sends Cognito none', async () => {
      const { status, body } = await load('sign-up', variables)({ body: withoutPassword });
      expect([status, body.username]).toEqual([201, withoutPassword.username]);
      const [call] = cognito.commandCalls(SignUpCommand);
      expect(call?.args[0].input).toMatchObject({ Username: withoutPassword.username });
      expect(call?.args[0].input.Password).toBeUndefined();
    });

    it('answers 201 with a password, and sends it to Cognito', async () => {
      expect((await load('sign-up', variables)({ body: validBodies[SIGN_IN_WITH] })).status).toBe(201);
      expect(cognito.commandCalls(SignUpCommand)[0]?.args[0].input.Password).toBe(password);
    });

    it.each([
      ['', 'must not be empty'],
      [null, 'must be a string'],
      [1234567, 'must be a string'],
    ])('answers 400 invalid_request when the password is %j', async (invalid, message) => {
      const reply = await load('sign-up', variables)({ body: { ...withoutPassword, password: invalid } });
      expectProblem(reply, 400, 'invalid_request', [{ field: 'password', message }]);
      expect(sentCommands()).toEqual([]);
    });

    it('answers 422 weak_password when the password is weak', async () => {
      const reply = await load('sign-up', variables)({ body: { ...withoutPassword, password: 'weak' } });
      expect([reply.status, reply.body.code]).toEqual([422, 'weak_password']);
      expect(sentCommands()).toEqual([]);
    });
  });

  it.each(modes)(
    'answers 400 without a password when users sign in with passwords only and signInWith is %s',
    async (SIGN_IN_WITH) => {
      const { password: _, ...body } = validBodies[SIGN_IN_WITH];
      const errors = [{ field: 'password', message: 'is required' }];
      expectProblem(await load('sign-up', { SIGN_IN_WITH })({ body }), 400, 'invalid_request', errors);
    },
  );

  describe('when the stage limits sign-up to e-mail domains', () => {
    const ALLOWED_EMAIL_DOMAINS = 'lovelace.example,engine.example';

    it.each(['ada@lovelace.example', 'ada@ENGINE.example'])('answers 201 to %s', async (email) => {
      const { status } = await load('sign-up', { ALLOWED_EMAIL_DOMAINS })({ body: { ...byUsername, email } });
      expect(status).toBe(201);
    });

    it.each(['ada@example.com', 'ada@sub.lovelace.example', 'ada@notlovelace.example'])(
      'answers 400 invalid_request to %s and does not call Cognito',
      async (email) => {
        const message = 'must be an address at lovelace.example or engine.example';
        const byName = await load('sign-up', { ALLOWED_EMAIL_DOMAINS })({ body: { ...byUsername, email } });
        expectProblem(byName, 400, 'invalid_request', [{ field: 'email', message }]);
        const byAddress = await load('sign-up', { ALLOWED_EMAIL_DOMAINS, SIGN_IN_WITH: 'email' })({
          body: { username: email, password: byUsername.password },
        });
        expectProblem(byAddress, 400, 'invalid_request', [{ field: 'username', message }]);
        expect(sentCommands()).toEqual([]);
      },
    );
  });

  describe('failures of SignUp', () => {
    describeCognitoFailures('sign-up', {
      command: SignUpCommand,
      validBodies,
      rows: [
        ...commonExceptions,
        ...triggerExceptions,
        ...senderExceptions,
        ['UsernameExistsException', [409, 'username_taken'], [201, 'accepted']],
        ['LimitExceededException', [201, 'undelivered']],
        ['CodeDeliveryFailureException', [201, 'undelivered']],
        ['InvalidPasswordException', [422, 'weak_password']],
        ['NotAuthorizedException', [500, 'misconfigured']],
      ],
    });

    it.each([
      ['email_domain_not_allowed', 422, 'rejected'],
      ['code_of_the_product', 422, 'rejected'],
      ['internal_error', 500, 'internal_error'],
    ])('answers a refusal %s of a trigger with %s %s', async (refusal, status, code) => {
      const error = exception('UserLambdaValidationException');
      error.message = `PreSignUp failed with error ${refusal}.`;
      cognito.on(SignUpCommand).rejects(error);
      expectProblem(await load('sign-up')({ body: byUsername }), status, code);
    });

    it('answers 409 username_taken when the username is taken', async () => {
      cognito.on(SignUpCommand).rejects(exception('UsernameExistsException'));
      expectProblem(await load('sign-up')({ body: byUsername }), 409, 'username_taken');
    });

    it('answers the same for a registered and for a new e-mail address when signInWith is email', async () => {
      const invoke = load('sign-up', { SIGN_IN_WITH: 'email' });
      const unknown = await invoke({ body: byEmail });
      cognito.on(SignUpCommand).rejects(exception('UsernameExistsException'));
      expect(await invoke({ body: byEmail })).toEqual({ ...unknown, log: expect.anything() });
    });
  });
});
