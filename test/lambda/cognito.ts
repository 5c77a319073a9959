import {
  CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';

/** The one thing that is not real in the tests of the handlers: Cognito, as the SDK shows it. */
export const cognito = mockClient(CognitoIdentityProviderClient);

beforeEach(() => {
  cognito.reset();
});

/** The text of every exception here, so that it is noticed where a caller gets to see it. */
export const COGNITO_SAYS = 'What Cognito says is not for callers';

/** An exception as the SDK throws it. */
export function exception(name: string, $fault: 'client' | 'server' = 'client'): Error {
  return new CognitoIdentityProviderServiceException({ name, $fault, message: COGNITO_SAYS, $metadata: {} });
}
