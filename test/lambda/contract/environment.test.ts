import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from '../../../lambda/contract/environment';

const handlers = readdirSync(join(__dirname, '../../../lambda')).filter((file) => file.endsWith('.ts'));
const complete = {
  USER_POOL_CLIENT_ID: 'client',
  SIGN_IN_WITH: 'email',
  ALLOWED_ORIGINS: '',
  PRODUCT_NAME: 'Engine',
  REQUIRED_GROUP: '',
};

describe('the environment of a function', () => {
  it('is read when it is complete, with no origin allowed and no group required as well', () => {
    expect(readEnvironment(complete)).toMatchObject(complete);
  });

  it('is refused with the name of everything that is missing', () => {
    expect(() => readEnvironment({})).toThrow(
      'Missing or invalid environment variables: USER_POOL_CLIENT_ID, SIGN_IN_WITH, ALLOWED_ORIGINS, PRODUCT_NAME, REQUIRED_GROUP',
    );
  });

  it.each([
    ['USER_POOL_CLIENT_ID', ''],
    ['SIGN_IN_WITH', 'Email'],
    ['SIGN_IN_WITH', ''],
    ['ALLOWED_ORIGINS', undefined],
    ['PRODUCT_NAME', ''],
    ['REQUIRED_GROUP', undefined],
  ])('is refused with the name of what is wrong, and never its value (%s)', (name, value) => {
    expect(() => readEnvironment({ ...complete, [name]: value })).toThrow(
      new Error(`Missing or invalid environment variables: ${name}`),
    );
  });

  it.each(handlers)('is what %s asks for before any request', (file) => {
    for (const variable of Object.keys(complete)) delete process.env[variable];
    jest.isolateModules(() => {
      expect(() => require(`../../../lambda/${file}`)).toThrow('Missing or invalid environment variables');
    });
  });
});
