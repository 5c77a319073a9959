import { StartWebAuthnRegistrationCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito, sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

const CredentialCreationOptions = {
  rp: { id: 'lovelace.example', name: 'Engine & Co' },
  user: { id: 'dXNlci1hZGE', name: 'ada.lovelace', displayName: 'ada.lovelace' },
  challenge: 'Y2hhbGxlbmdlLW9mLWNvZ25pdG8',
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  excludeCredentials: [],
  authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
};

describe('POST /passkeys', () => {
  beforeEach(() => {
    cognito.on(StartWebAuthnRegistrationCommand).resolves({ CredentialCreationOptions });
  });

  describeSuccessReply('start-passkey', {});

  it('answers 200 with the options of Cognito unchanged', async () => {
    const { status, body } = await load('start-passkey')();
    expect([status, body]).toEqual([200, { options: CredentialCreationOptions }]);
  });

  it('sends Cognito the access token', async () => {
    await load('start-passkey')();
    expect(sentCommands()).toEqual([['StartWebAuthnRegistrationCommand', { AccessToken: ACCESS_TOKEN }]]);
  });

  it.each([undefined, null, 'text', ['text']])(
    'answers 503 upstream_unavailable when the options of Cognito are %j',
    async (options) => {
      cognito.on(StartWebAuthnRegistrationCommand).resolves({ CredentialCreationOptions: options });
      expectProblem(await load('start-passkey')(), 503, 'upstream_unavailable');
    },
  );

  describe('failures of StartWebAuthnRegistration', () => {
    describeCognitoFailures('start-passkey', {
      command: StartWebAuthnRegistrationCommand,
      rows: [
        ...accessTokenExceptions,
        ['LimitExceededException', [409, 'too_many_passkeys']],
        ['WebAuthnConfigurationMissingException', [500, 'misconfigured']],
        ['WebAuthnNotEnabledException', [500, 'misconfigured']],
      ],
    });
  });
});
