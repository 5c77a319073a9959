import {
  CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';

/** The mock of the SDK's Cognito client: the only part that the handler tests replace. */
export const cognito = mockClient(CognitoIdentityProviderClient);

beforeEach(() => {
  cognito.reset();
});

/** A command class of the SDK, such as SignUpCommand. */
export type CommandClass<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = Parameters<
  typeof cognito.on<Input, Output>
>[0];

/** Every command that was sent to Cognito, in order, with its input. */
export function sentCommands(): (readonly [command: string, input: unknown])[] {
  return cognito.calls().map(({ args: [command] }) => [command.constructor.name, command.input]);
}

/** The message of every exception in these tests, to find it if a reply or a log contains it. */
export const COGNITO_MESSAGE = 'This message of Cognito must not reach the caller';

/** An exception as the SDK throws it. */
export function exception(name: string, $fault: 'client' | 'server' = 'client'): Error {
  return new CognitoIdentityProviderServiceException({ name, $fault, message: COGNITO_MESSAGE, $metadata: {} });
}
