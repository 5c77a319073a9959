import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { toResponse } from '../sign-in/authentication';
import { respondToChallenge } from '../sign-in/respond-to-challenge';
import type { AppClient } from '../user-pool';
import { challengeName, shapes } from './input';
import { publicOperation, signedOperation } from './operation';

const Input = z.object({
  ClientId: shapes.clientId,
  ChallengeName: challengeName,
  ChallengeResponses: z.optional(shapes.map),
  ClientMetadata: z.optional(shapes.map),
  Session: z.optional(shapes.session),
});

/** Responds to the challenge of InitiateAuth or of the previous response. */
export const respondToAuthChallenge = publicOperation(Input, (input, service) =>
  respond(input, service.client(input.ClientId), service),
);

const AdminInput = z.extend(Input, { UserPoolId: shapes.poolId });

/** The same from a trusted server. */
export const adminRespondToAuthChallenge = signedOperation(AdminInput, (input, service) =>
  respond(input, service.client(input.ClientId, service.pool(input.UserPoolId).id), service),
);

async function respond(input: z.infer<typeof Input>, client: AppClient, service: CognitoService): Promise<object> {
  const { ChallengeName: name, ChallengeResponses: responses = {}, Session: session } = input;
  const { ClientMetadata: clientMetadata } = input;
  const step = await respondToChallenge({ name, session, responses, clientMetadata }, client, service);
  const source = name === 'NEW_PASSWORD_REQUIRED' ? 'TokenGeneration_NewPasswordChallenge' : undefined;
  return toResponse(step, client, service, { ...(source && { source }), clientMetadata });
}
