import {
  CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';

/** The one thing that is not real in the tests of the handlers: Cognito, as the SDK shows it. */
export const cognito = mockClient(CognitoIdentityProviderClient);

beforeEach(() => {
  cognito.reset();
});

/** A class of the SDK that stands for an operation, such as SignUpCommand. */
export type CommandClass<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = Parameters<
  typeof cognito.on<Input, Output>
>[0];

/** All that Cognito was asked, in order. */
export function asked(): (readonly [command: string, input: unknown])[] {
  return cognito.calls().map(({ args: [command] }) => [command.constructor.name, command.input]);
}

/** The text of every exception here, so that it is noticed where a caller gets to see it. */
export const COGNITO_SAYS = 'What Cognito says is not for callers';

/** An exception as the SDK throws it. */
export function exception(name: string, $fault: 'client' | 'server' = 'client'): Error {
  return new CognitoIdentityProviderServiceException({ name, $fault, message: COGNITO_SAYS, $metadata: {} });
}
