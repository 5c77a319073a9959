import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { preSignUpEvent } from '../../support/trigger-events';
import { loadTrigger } from '../support/triggers';

type Source = PreSignUpTriggerEvent['triggerSource'];

const load = (ALLOWED_EMAIL_DOMAINS: string) =>
  loadTrigger<PreSignUpTriggerEvent>('pre-sign-up', { ALLOWED_EMAIL_DOMAINS });
const withDomains = load('example.com,example.org');
const event = (userAttributes: Record<string, string>, triggerSource: Source = 'PreSignUp_SignUp') =>
  ({ ...preSignUpEvent, triggerSource, request: { userAttributes } }) as PreSignUpTriggerEvent;

describe('the pre-sign-up trigger', () => {
  it.each(['ada@example.com', 'ada@example.org', 'ADA@Example.COM', 'ada+work@example.com'])(
    'lets an address of an allowed domain sign up, and neither confirms the user nor verifies the address: %s',
    async (email) => {
      const { returned, log } = await withDomains(event({ email }));
      expect(returned).toEqual(event({ email }));
      expect(log).toEqual([['info', { trigger: 'PreSignUp_SignUp', outcome: 'ok' }]]);
    },
  );

  it.each([
    'ada@example.net',
    'ada@sub.example.com',
    'ada@notexample.com',
    'ada@example.com.attacker.example',
    'ada@example.com.',
    'ada@attacker.example@example.com',
    'ada@example.com@attacker.example',
    'example.com',
    '@',
    '',
  ])('refuses another domain with email_domain_not_allowed: %j', async (email) => {
    const { refused, log } = await withDomains(event({ email }));
    expect(refused).toBe('email_domain_not_allowed');
    expect(log).toEqual([['info', { trigger: 'PreSignUp_SignUp', outcome: 'email_domain_not_allowed' }]]);
  });

  it('refuses a sign-up without an address', async () => {
    expect((await withDomains(event({}))).refused).toBe('email_domain_not_allowed');
  });

  it('lets an administrator invite a user with any address', async () => {
    const { refused } = await withDomains(event({ email: 'ada@example.net' }, 'PreSignUp_AdminCreateUser'));
    expect(refused).toBeUndefined();
  });

  it.each([
    [undefined, 'true', 'ada@example.com'],
    ['email_domain_not_allowed', 'false', 'ada@example.com'],
    ['email_domain_not_allowed', undefined, 'ada@example.com'],
    ['email_domain_not_allowed', 'true', 'ada@example.net'],
  ])('answers %s for a user of an identity provider with email_verified %s and %s', async (code, verified, email) => {
    const attributes = { email, ...(verified && { email_verified: verified }) };
    expect((await withDomains(event(attributes, 'PreSignUp_ExternalProvider'))).refused).toBe(code);
  });

  it('lets all addresses sign up when the list of domains is empty', async () => {
    expect((await load('')(event({ email: 'ada@example.net' }))).refused).toBeUndefined();
  });

  it('does not start without the variable, so that a mistake does not allow all domains', () => {
    expect(() => loadTrigger('pre-sign-up', {})).toThrow(
      'Missing or invalid environment variables: ALLOWED_EMAIL_DOMAINS',
    );
  });
});
