import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { optionalVariable, readEnvironment, readVariables, withVariables } from '../../../lambda/contract/environment';
import { passwordPolicy } from '../support/policy';

const handlers = readdirSync(join(__dirname, '../../../lambda')).filter((file) => file.endsWith('.ts'));
const complete = {
  USER_POOL_CLIENT_ID: 'client',
  SIGN_IN_WITH: 'email',
  ALLOWED_ORIGINS: '',
  PRODUCT_NAME: 'Engine',
  REQUIRED_GROUP: '',
  PASSWORD_POLICY: JSON.stringify(passwordPolicy),
  ALLOWED_EMAIL_DOMAINS: '',
};

describe('readEnvironment', () => {
  it('returns the environment when ALLOWED_ORIGINS and REQUIRED_GROUP are empty', () => {
    expect(readEnvironment(complete)).toMatchObject(complete);
  });

  it('throws an error that names every missing variable', () => {
    expect(() => readEnvironment({})).toThrow(
      'Missing or invalid environment variables: USER_POOL_CLIENT_ID, SIGN_IN_WITH, ALLOWED_ORIGINS, PRODUCT_NAME, REQUIRED_GROUP, ' +
        'PASSWORD_POLICY, ALLOWED_EMAIL_DOMAINS',
    );
  });

  it.each([
    ['USER_POOL_CLIENT_ID', ''],
    ['SIGN_IN_WITH', 'Email'],
    ['SIGN_IN_WITH', ''],
    ['ALLOWED_ORIGINS', undefined],
    ['PRODUCT_NAME', ''],
    ['REQUIRED_GROUP', undefined],
    ['PASSWORD_POLICY', '{}'],
    ['PASSWORD_POLICY', 'not JSON'],
    ['ALLOWED_EMAIL_DOMAINS', undefined],
  ])('throws an error that names the variable and not its value when %s is %j', (name, value) => {
    expect(() => readEnvironment({ ...complete, [name]: value })).toThrow(
      new Error(`Missing or invalid environment variables: ${name}`),
    );
  });

  it.each(handlers)('throws when lambda/%s is loaded without its environment variables', (file) => {
    for (const variable of Object.keys(complete)) delete process.env[variable];
    jest.isolateModules(() => {
      expect(() => require(`../../../lambda/${file}`)).toThrow('Missing or invalid environment variables');
    });
  });
});

describe('optionalVariable', () => {
  it.each(['PASSWORD_OPTIONAL', 'MAX_AUTH_AGE', 'PROFILE_ATTRIBUTES'] as const)('returns %s, or undefined', (name) => {
    delete process.env[name];
    expect(optionalVariable(name)).toBeUndefined();
    process.env[name] = 'value';
    expect(optionalVariable(name)).toBe('value');
    delete process.env[name];
  });
});

describe('readVariables', () => {
  const { NOTES_TABLE, NOTES_BUCKET, ...others } = process.env;
  afterEach(() => {
    process.env = { ...others };
  });

  it('returns the variables of a feature', () => {
    process.env.NOTES_TABLE = 'notes';
    expect(readVariables('NOTES_TABLE').NOTES_TABLE).toBe('notes');
  });

  it('throws an error that names every missing or empty variable', () => {
    process.env.NOTES_BUCKET = '';
    expect(() => readVariables('NOTES_TABLE', 'NOTES_BUCKET')).toThrow(
      new Error('Missing or invalid environment variables: NOTES_TABLE, NOTES_BUCKET'),
    );
  });
});

describe('withVariables', () => {
  it('adds the variables while the function runs, and returns its result', () => {
    const ofProcess = process.env;
    const found = withVariables({ NOTES_TABLE: 'notes' }, () => ({ ...process.env }));
    expect(found).toEqual({ ...ofProcess, NOTES_TABLE: 'notes' });
    expect(process.env).toBe(ofProcess);
  });

  it('restores the environment when the function throws', () => {
    const ofProcess = process.env;
    const run = () => {
      throw new Error('not loaded');
    };
    expect(() => withVariables({ NOTES_TABLE: 'notes' }, run)).toThrow('not loaded');
    expect(process.env).toBe(ofProcess);
  });
});
