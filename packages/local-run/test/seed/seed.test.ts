import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmbeddedCognito } from '../../src/cognito/embedded-cognito';
import { applySeed, type SeedTarget } from '../../src/seed/seed';
import type { PerformOperation, SeedTable } from '../../src/seed/seed-items';
import type { UserPoolDefinition } from '../../src/template/deployment';
import {
  addressOf,
  addUser,
  EMAIL_POOL,
  EMAIL_WEB,
  emailPool,
  exceptionOf,
  Harness,
  POOL,
  password,
  pool,
  signIn,
} from '../cognito/support/harness';
import { temporaryFolder } from '../support/temporary-folder';

const folder = temporaryFolder();
const path = join(folder, 'seed.json');
const group = (GroupName: string, UserPoolId: string) => ({
  logicalId: GroupName,
  properties: { GroupName, UserPoolId },
});
const userPool = { ...pool, groups: [group('admins', POOL), group('editors', POOL)] };

const notes: SeedTable = {
  logicalId: 'NotesTable',
  name: 'notes',
  createTable: {
    KeySchema: [{ AttributeName: 'owner' }, { AttributeName: 'number' }],
    AttributeDefinitions: [
      { AttributeName: 'owner', AttributeType: 'S' },
      { AttributeName: 'number', AttributeType: 'N' },
    ],
  },
};

/** The items that were put, by their key in JSON. */
let items: Map<string, unknown>;

/** PutItem with the condition that there is no item with the key. */
const putItem: PerformOperation = async (operation, input) => {
  const { TableName, Item, ConditionExpression } = input as Record<string, Record<string, unknown>>;
  expect([operation, TableName, ConditionExpression]).toEqual(['PutItem', 'notes', 'attribute_not_exists(#key)']);
  const key = JSON.stringify([Item?.owner, Item?.number]);
  const exists = items.has(key);
  if (!exists) items.set(key, Item);
  const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
  return exists ? { status: 400, body: JSON.stringify({ __type }) } : { status: 200, body: '{}' };
};

let harness: Harness;

beforeEach(async () => {
  items = new Map();
  harness = new Harness([userPool]);
  await harness.start();
});

afterEach(() => harness.stop());

const target = (cognito: EmbeddedCognito | undefined, pools = [userPool]): SeedTarget => ({
  userPools: pools as readonly object[] as readonly UserPoolDefinition[],
  tables: [notes],
  planUsers: cognito && ((users) => cognito.planUsers(users)),
  performDynamodb: putItem,
});

/** Applies a seed to the harness: JSON, or the text of the file. */
async function seed(content: object | string, to = target(harness.cognito)) {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return applySeed(path, to);
}

const ada = { username: 'ada', email: 'ada@example.org', password };

describe('a seed', () => {
  it('creates users who can sign in with their name and address, in their groups, with their attributes', async () => {
    const user = { ...ada, groups: ['editors', 'admins'], attributes: { name: 'Ada', 'custom:role': 'author' } };
    expect(await seed({ users: [user] })).toMatchObject({ users: { created: 1, existing: 0 } });
    expect(await exceptionOf(signIn(harness.aws, 'ada'))).toBe('no exception');
    expect(await exceptionOf(signIn(harness.aws, 'ADA@example.org'))).toBe('no exception');
    const found = await harness.aws.adminGetUser({ UserPoolId: POOL, Username: 'ada' });
    expect(found.UserAttributes).toEqual(
      expect.arrayContaining([
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: 'Ada' },
        { Name: 'custom:role', Value: 'author' },
      ]),
    );
    const { Groups = [] } = await harness.aws.adminListGroupsForUser({ UserPoolId: POOL, Username: 'ada' });
    expect(Groups.map(({ GroupName }) => GroupName)).toEqual(['admins', 'editors']);
  });

  it('creates an unconfirmed user, who confirms the account by a code', async () => {
    await seed({ users: [{ ...ada, confirmed: false }] });
    expect(await exceptionOf(signIn(harness.aws, 'ada'))).toMatch(/^UserNotConfirmedException/);
    await harness.aws.resendConfirmationCode({ ClientId: 'web0client', Username: 'ada' });
    const ConfirmationCode = harness.codeFor('ada@example.org');
    await harness.aws.confirmSignUp({ ClientId: 'web0client', Username: 'ada', ConfirmationCode });
    expect(await exceptionOf(signIn(harness.aws, 'ada'))).toBe('no exception');
  });

  it('creates a user with the sub of the file, which items can refer to', async () => {
    const sub = '5f0b1c1e-8a77-4c0e-9d6b-0f8f4e1b2a3c';
    await seed({ users: [{ ...ada, sub }] });
    expect(await signIn(harness.aws, 'ada')).toBeDefined();
    const [user] = (await harness.aws.listUsers({ UserPoolId: POOL })).Users ?? [];
    expect(user?.Attributes).toContainEqual({ Name: 'sub', Value: sub });
    await expect(seed({ users: [{ ...ada, username: 'bob', email: 'bob@example.com', sub }] })).rejects.toThrow(
      'users[0] ("bob"): the sub belongs to another user, who was created before',
    );
    await expect(seed({ users: [{ ...ada, sub: 'ada' }] })).rejects.toThrow('users[0].sub');
  });

  it('creates a disabled user, who cannot sign in', async () => {
    await seed({ users: [{ ...ada, disabled: true }] });
    expect(await exceptionOf(signIn(harness.aws, 'ada'))).toMatch(/User is disabled/);
  });

  it('leaves an existing user as it is', async () => {
    await addUser(harness, harness.aws, 'bob');
    const bob = { username: 'Bob', email: addressOf('bob'), password: 'Another-Password-1', groups: ['admins'] };
    expect(await seed({ users: [bob, ada] })).toMatchObject({ users: { created: 1, existing: 1 } });
    expect(await seed({ users: [bob, ada] })).toMatchObject({ users: { created: 0, existing: 2 } });
    expect(await exceptionOf(signIn(harness.aws, 'bob'))).toBe('no exception');
    const { Groups } = await harness.aws.adminListGroupsForUser({ UserPoolId: POOL, Username: 'bob' });
    expect(Groups).toEqual([]);
    expect((await harness.aws.listUsers({ UserPoolId: POOL })).Users).toHaveLength(2);
  });

  it('takes the e-mail address as the user name where the pool does', async () => {
    const emails = new Harness([emailPool]);
    await emails.start();
    const given = { ...ada, password: 'Correct-horse-2' };
    expect(await seed({ users: [given] }, target(emails.cognito, [emailPool as typeof userPool]))).toMatchObject({
      users: { created: 1 },
    });
    const signedIn = signIn(emails.aws, 'ada@example.org', { clientId: EMAIL_WEB, secret: given.password });
    expect(await exceptionOf(signedIn)).toBe('no exception');
    expect(await seed({ users: [given] }, target(emails.cognito, [emailPool as typeof userPool]))).toMatchObject({
      users: { created: 0, existing: 1 },
    });
    await emails.stop();
  });

  it('creates users in the user pool that they name', async () => {
    const pools = [userPool, emailPool as typeof userPool];
    harness.cognito.configure(pools);
    await seed({ users: [{ ...ada, userPool: 'EmailPool' }] }, target(harness.cognito, pools));
    expect((await harness.aws.listUsers({ UserPoolId: EMAIL_POOL })).Users).toHaveLength(1);
    expect((await harness.aws.listUsers({ UserPoolId: POOL })).Users).toHaveLength(0);
  });

  it('writes items of plain JSON by the logical id or the name of their table, each once', async () => {
    const note = {
      owner: 'ada',
      number: 1,
      text: '',
      done: false,
      tags: ['a', 2],
      place: { city: null },
    };
    const tables = { NotesTable: [note], notes: [{ owner: 'ada', number: 2.5 }] };
    expect(await seed({ tables })).toMatchObject({ items: { created: 2, existing: 0 } });
    expect([...items.values()]).toEqual([
      {
        owner: { S: 'ada' },
        number: { N: '1' },
        text: { S: '' },
        done: { BOOL: false },
        tags: { L: [{ S: 'a' }, { N: '2' }] },
        place: { M: { city: { NULL: true } } },
      },
      { owner: { S: 'ada' }, number: { N: '2.5' } },
    ]);
    tables.NotesTable = [{ ...note, text: 'changed' }];
    expect(await seed({ tables })).toMatchObject({ items: { created: 0, existing: 2 } });
    expect(items.size).toBe(2);
  });

  it('may be empty', async () => {
    expect(await seed({})).toEqual({ users: { created: 0, existing: 0 }, items: { created: 0, existing: 0 } });
  });
});

describe('nothing is created, and one sentence names the file, the entry and the rule, for', () => {
  const secret = 'Secret-Horse-99';
  const good = { username: 'good', email: 'good@example.org', password: secret };
  const users = (changes: object) => ({ users: [good, { ...ada, password: secret, ...changes }] });
  const tables = (...list: object[]) => ({ users: [good], tables: { NotesTable: list } });

  it.each<[string, object | string, string]>([
    [
      'a weak password',
      users({ password: 'short' }),
      ': users[1] ("ada"): Password did not conform with policy: Password not long enough',
    ],
    [
      'a password with a space at its end',
      users({ password: `${secret} ` }),
      ': users[1] ("ada"): the password must have at most 256 characters, and no space at the beginning or end',
    ],
    [
      'an unknown group',
      users({ groups: ['admin'] }),
      ': users[1] ("ada"): there is no group "admin": the user pool has admins, editors',
    ],
    [
      'a duplicate name',
      users({ username: 'Good' }),
      ': users[1] ("Good"): another user of the file has the same name, address or sub',
    ],
    [
      'a duplicate address',
      users({ email: 'GOOD@example.org' }),
      ': users[1] ("ada"): another user of the file has the same name, address or sub',
    ],
    [
      'the address of another user',
      users({ email: addressOf('bob') }),
      ': users[1] ("ada"): the e-mail address belongs to another user, who was created before',
    ],
    [
      'a missing required attribute',
      users({ email: undefined }),
      ': users[1] ("ada"): Attributes did not conform to the schema: email: The attribute is required',
    ],
    [
      'an unknown attribute',
      users({ attributes: { 'custom:color': 'red' } }),
      ': users[1] ("ada"): Attributes did not conform to the schema: custom:color: Attribute does not exist in the schema.',
    ],
    ['an own sub', users({ attributes: { sub: '1' } }), ': users[1] ("ada"): attributes must not contain sub'],
    ['an address that is none', users({ email: 'ada' }), ': users[1] ("ada"): Invalid email address format.'],
    [
      'a user without a name',
      users({ username: undefined }),
      ': users[1] ("ada@example.org"): username is missing, which users of this pool sign in with',
    ],
    [
      'a name with a space',
      users({ username: 'ada l' }),
      ': users[1] ("ada l"): username must have 1 to 128 characters and no spaces',
    ],
    [
      'an unknown user pool',
      users({ userPool: 'Shop' }),
      ': users[1] ("ada"): there is no user pool "Shop": the template has UserPool',
    ],
    ['an unknown key', users({ pasword: secret }), ': users[1] has the unknown key "pasword"'],
    ['an unknown key of the file', { user: [] }, ': the file has the unknown key "user"'],
    ['a user without a password', users({ password: undefined }), ': users[1].password is missing'],
    ['a password that is no string', users({ password: 12345678 }), ': users[1].password must be a string'],
    ['an empty password', users({ password: '' }), ': users[1].password must not be empty'],
    ['groups that are no list', users({ groups: 'admins' }), ': users[1].groups must be a list'],
    ['confirmed that is no boolean', users({ confirmed: 'yes' }), ': users[1].confirmed must be true or false'],
    ['a list instead of an object', [good], ': the file must be an object'],
    ['text that is not JSON', `\n{"users":[{"password":"${secret}",}]}`, ' is not valid JSON (line 2, column 41)'],
    ['an empty file', '', ' is not valid JSON'],
    [
      'an unknown table',
      { users: [good], tables: { Notes: [] } },
      ': there is no table "Notes": the template has NotesTable',
    ],
    ['an item without a key', tables({ owner: 'ada' }), ': tables.NotesTable[0]: the key number is missing'],
    [
      'an item with a key of another type',
      tables({ owner: 'ada', number: 1 }, { owner: 'ada', number: '2' }),
      ': tables.NotesTable[1]: the key number must be a number',
    ],
    [
      'an item with an empty key',
      tables({ owner: '', number: 1 }),
      ': tables.NotesTable[0]: the key owner must be a string that is not empty',
    ],
    ['an item that is no object', tables(['ada']), ': tables.NotesTable[0] must be an object'],
  ])('%s', async (_, content, message) => {
    await addUser(harness, harness.aws, 'bob');
    await expect(seed(content)).rejects.toMatchObject({ name: 'UserError', message: `${path}${message}` });
    expect(message).not.toContain(secret);
    const { Users = [] } = await harness.aws.listUsers({ UserPoolId: POOL });
    expect(Users.map(({ Username }) => Username)).toEqual(['bob']);
    expect(items.size).toBe(0);
  });

  it('a file that does not exist', async () => {
    await expect(applySeed(join(folder, 'no.json'), target(harness.cognito))).rejects.toMatchObject({
      name: 'UserError',
      message: `There is no seed file ${join(folder, 'no.json')}`,
    });
  });

  it('a user without a user pool in an app with two', async () => {
    const pools = [userPool, emailPool as typeof userPool];
    await expect(seed({ users: [ada] }, target(harness.cognito, pools))).rejects.toThrow(
      `${path}: users[0] ("ada"): userPool is missing: choose one of UserPool, EmailPool`,
    );
  });

  it('users of a Cognito that is not the embedded one', async () => {
    await expect(seed({ users: [ada] }, target(undefined))).rejects.toThrow(
      `${path} has users, but this run uses another Cognito: only the embedded one can be seeded`,
    );
  });

  it('an item that DynamoDB refuses', async () => {
    const refusing = async () => ({ status: 400, body: '{"__type":"a#ValidationException","message":"too large"}' });
    const to = { ...target(harness.cognito), performDynamodb: refusing };
    const content = { users: [ada], tables: { notes: [{ owner: 'ada', number: 1 }] } };
    await expect(seed(content, to)).rejects.toMatchObject({
      name: 'UserError',
      message: `${path}: tables.notes[0]: DynamoDB refuses the item: too large`,
    });
    expect((await harness.aws.listUsers({ UserPoolId: POOL })).Users).toEqual([]);
  });
});
