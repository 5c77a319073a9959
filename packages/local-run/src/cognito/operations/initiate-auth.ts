import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { type CognitoException, invalidParameter } from '../exceptions';
import { type SignInRequest, signInBySrp, signInWithPassword, toResponse } from '../sign-in/authentication';
import { beginUserAuth } from '../sign-in/user-auth';
import type { AppClient } from '../user-pool';
import { authFlow, shapes } from './input';
import { publicOperation, signedOperation } from './operation';
import { refreshByFlow, refreshNotEnabled } from './refresh-tokens';

interface AuthRequest extends SignInRequest {
  /** Of ConfirmSignUp, for USER_AUTH. */
  readonly session: string | undefined;
}

interface Flow {
  /** The entry of ExplicitAuthFlows that allows the flow. */
  readonly setting: string;
  /** The exception for a client that may not use the flow. */
  readonly notEnabled: () => CognitoException;
  readonly begin: (request: AuthRequest, client: AppClient, service: CognitoService) => object | Promise<object>;
}

type Flows = Partial<Record<z.infer<typeof authFlow>, Flow>>;

const refresh: Flow = {
  setting: 'ALLOW_REFRESH_TOKEN_AUTH',
  notEnabled: refreshNotEnabled,
  begin: ({ parameters }, client, service) => refreshByFlow(parameters, client, service),
};
const srp: Flow = {
  setting: 'ALLOW_USER_SRP_AUTH',
  notEnabled: () => invalidParameter('USER_SRP_AUTH is not enabled for the client.'),
  begin: signInBySrp,
};
const adminPassword: Flow = {
  setting: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  notEnabled: () => invalidParameter('Auth flow not enabled for this client'),
  begin: byPassword,
};

const choice: Flow = {
  setting: 'ALLOW_USER_AUTH',
  notEnabled: () => invalidParameter('USER_AUTH flow not enabled for this client'),
  begin: async (request, client, service) => toResponse(await beginUserAuth(request, client, service), client, service),
};

const publicFlows: Flows = {
  USER_PASSWORD_AUTH: {
    setting: 'ALLOW_USER_PASSWORD_AUTH',
    notEnabled: () => invalidParameter('USER_PASSWORD_AUTH flow not enabled for this client'),
    begin: byPassword,
  },
  USER_SRP_AUTH: srp,
  USER_AUTH: choice,
  REFRESH_TOKEN_AUTH: refresh,
  REFRESH_TOKEN: refresh,
};

const adminFlows: Flows = {
  ADMIN_USER_PASSWORD_AUTH: adminPassword,
  ADMIN_NO_SRP_AUTH: adminPassword,
  USER_SRP_AUTH: srp,
  USER_AUTH: choice,
  REFRESH_TOKEN_AUTH: refresh,
  REFRESH_TOKEN: refresh,
};

const InitiateAuthInput = z.object({
  ClientId: shapes.clientId,
  AuthFlow: authFlow,
  AuthParameters: z.optional(shapes.map),
  ClientMetadata: z.optional(shapes.map),
  Session: z.optional(shapes.session),
});

/** Signs in or refreshes tokens, by a flow that the client's settings allow. */
export const initiateAuth = publicOperation(InitiateAuthInput, (input, service) => {
  const client = service.client(input.ClientId);
  return allowedFlow(input.AuthFlow, publicFlows, client).begin(requestOf(input), client, service);
});

const AdminInitiateAuthInput = z.extend(InitiateAuthInput, { UserPoolId: shapes.poolId });

/** The same from a trusted server, which may send passwords without ALLOW_USER_PASSWORD_AUTH. */
export const adminInitiateAuth = signedOperation(AdminInitiateAuthInput, (input, service) => {
  const client = service.client(input.ClientId, service.pool(input.UserPoolId).id);
  return allowedFlow(input.AuthFlow, adminFlows, client).begin(requestOf(input), client, service);
});

function requestOf(input: z.infer<typeof InitiateAuthInput>): AuthRequest {
  return { parameters: input.AuthParameters, session: input.Session, validationData: input.ClientMetadata };
}

async function byPassword(request: AuthRequest, client: AppClient, service: CognitoService): Promise<object> {
  return toResponse(await signInWithPassword(request, client, service), client, service);
}

function allowedFlow(name: keyof Flows, flows: Flows, { settings }: AppClient): Flow {
  // No client can have it: the setting that would allow it is unsupported.
  if (name === 'CUSTOM_AUTH') throw invalidParameter('CUSTOM_AUTH is not enabled for the client.');
  const flow = flows[name];
  if (flow === undefined) throw invalidParameter('Initiate Auth method not supported.');
  if (!settings.allowedFlows.has(flow.setting)) throw flow.notEnabled();
  return flow;
}
