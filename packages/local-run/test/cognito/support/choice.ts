import type { ChallengeNameType, CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { UserPoolDefinition } from '../../../src/cognito/settings/definitions';
import { pool, WEB, webClient } from './harness';
import { SoftwareAuthenticator } from './software-authenticator';

const { Policies } = pool.properties as { Policies: object };

export const choiceFlows = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

/** The default pool with choice-based sign-in by password, e-mail code and passkey. */
export const choicePool: UserPoolDefinition = {
  ...pool,
  properties: {
    ...pool.properties,
    EmailAuthenticationMessage: 'Sign in with {####}',
    EmailAuthenticationSubject: 'Your sign-in code',
    Policies: { ...Policies, SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] } },
    WebAuthnRelyingPartyID: 'localhost',
  },
  clients: [
    { ...webClient, properties: { ...webClient.properties, ExplicitAuthFlows: choiceFlows } },
    ...pool.clients.slice(1),
  ],
};

/** InitiateAuth with USER_AUTH. */
export function choose(
  aws: CognitoIdentityProvider,
  username: string,
  parameters: Record<string, string> = {},
  { clientId = WEB, session }: { clientId?: string; session?: string | undefined } = {},
) {
  return aws.initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_AUTH',
    AuthParameters: { USERNAME: username, ...parameters },
    Session: session,
  });
}

/** A response to a challenge. */
export function answerTo(
  aws: CognitoIdentityProvider,
  ChallengeName: ChallengeNameType,
  Session: string | undefined,
  ChallengeResponses: Record<string, string>,
) {
  return aws.respondToAuthChallenge({ ClientId: WEB, ChallengeName, Session, ChallengeResponses });
}

/** Registers a passkey for the user of an access token. */
export async function registerPasskey(
  aws: CognitoIdentityProvider,
  AccessToken: string,
  authenticator = new SoftwareAuthenticator(),
): Promise<SoftwareAuthenticator> {
  const { CredentialCreationOptions } = await aws.startWebAuthnRegistration({ AccessToken });
  await aws.completeWebAuthnRegistration({ AccessToken, Credential: authenticator.create(CredentialCreationOptions) });
  return authenticator;
}
