import { mapRefusal } from '../../../lambda/contract/trigger-refusals';

describe('the answer of the API to a refusal of a trigger', () => {
  it.each([
    ['PreSignUp failed with error email_domain_not_allowed.', 'rejected'],
    ['PreSignUp failed with error address_of_provider_account.', 'accepted'],
    ['PreTokenGeneration failed with error internal_error.', 'internal_error'],
    ['PreAuthentication failed with error account_suspended.', undefined],
    ['PreSignUp failed with error constructor.', undefined],
    ['PreSignUp failed with error Please use internal_error.', undefined],
    [
      'PostConfirmation failed with error RequestId: 1-2 Error: Runtime exited with error: exit status 1.',
      'internal_error',
    ],
    ['', undefined],
  ])('to %j is %s', (message, mapped) => {
    expect(mapRefusal({ operation: 'SignUp', message, identifier: 'username' })).toBe(mapped);
  });

  it.each(['old_system_unavailable', 'internal_error', 'account_suspended'])(
    'of the user migration is that to a wrong password for an e-mail address: %s',
    (code) => {
      expect(
        mapRefusal({
          operation: 'InitiateAuth',
          message: `UserMigration failed with error ${code}.`,
          identifier: 'email',
        }),
      ).toBe('invalid_credentials');
    },
  );

  it.each(['RespondToAuthChallenge', 'GetTokensFromRefreshToken', 'UpdateUserAttributes'] as const)(
    'is no success for %s, which creates no account',
    (operation) => {
      const message = 'PreAuthentication failed with error address_of_provider_account.';
      expect(mapRefusal({ operation, message, identifier: 'email' })).toBeUndefined();
    },
  );
});
