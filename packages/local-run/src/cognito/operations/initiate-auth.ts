import { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { type CognitoException, invalidParameter } from '../exceptions';
import { beginSrp, conclude, type Parameters, signInWithPassword } from '../sign-in/authentication';
import type { AppClient } from '../user-pool';
import { authFlow, shapes } from './input';
import { open, signed } from './operation';
import { refreshByFlow, refreshNotEnabled } from './refresh-tokens';

interface Flow {
  /** The entry of ExplicitAuthFlows that allows it. */
  readonly setting: string;
  readonly refusal: () => CognitoException;
  readonly begin: (
    parameters: Parameters | undefined,
    client: AppClient,
    service: CognitoService,
  ) => object | Promise<object>;
}

type Flows = Partial<Record<z.infer<typeof authFlow>, Flow>>;

const refresh: Flow = {
  setting: 'ALLOW_REFRESH_TOKEN_AUTH',
  refusal: refreshNotEnabled,
  begin: refreshByFlow,
};
const srp: Flow = {
  setting: 'ALLOW_USER_SRP_AUTH',
  refusal: () => invalidParameter('USER_SRP_AUTH is not enabled for the client.'),
  begin: beginSrp,
};
const adminPassword: Flow = {
  setting: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  refusal: () => invalidParameter('Auth flow not enabled for this client'),
  begin: byPassword,
};

const flowsForAll: Flows = {
  USER_PASSWORD_AUTH: {
    setting: 'ALLOW_USER_PASSWORD_AUTH',
    refusal: () => invalidParameter('USER_PASSWORD_AUTH flow not enabled for this client'),
    begin: byPassword,
  },
  USER_SRP_AUTH: srp,
  REFRESH_TOKEN_AUTH: refresh,
  REFRESH_TOKEN: refresh,
};

const flowsForAdministrators: Flows = {
  ADMIN_USER_PASSWORD_AUTH: adminPassword,
  ADMIN_NO_SRP_AUTH: adminPassword,
  USER_SRP_AUTH: srp,
  REFRESH_TOKEN_AUTH: refresh,
  REFRESH_TOKEN: refresh,
};

const InitiateAuthInput = z.object({
  ClientId: shapes.clientId,
  AuthFlow: authFlow,
  AuthParameters: z.optional(shapes.map),
});

/** Signs in or refreshes, by a flow that the client's settings allow. */
export const initiateAuth = open(InitiateAuthInput, ({ ClientId, AuthFlow, AuthParameters }, service) => {
  const client = service.client(ClientId);
  return allowed(flowsForAll[AuthFlow], client).begin(AuthParameters, client, service);
});

const AdminInitiateAuthInput = z.extend(InitiateAuthInput, { UserPoolId: shapes.poolId });

/** The same from a trusted server, which may send passwords without ALLOW_USER_PASSWORD_AUTH. */
export const adminInitiateAuth = signed(AdminInitiateAuthInput, (input, service) => {
  const client = service.client(input.ClientId, service.pool(input.UserPoolId).id);
  return allowed(flowsForAdministrators[input.AuthFlow], client).begin(input.AuthParameters, client, service);
});

async function byPassword(
  parameters: Parameters | undefined,
  client: AppClient,
  service: CognitoService,
): Promise<object> {
  return conclude(await signInWithPassword(parameters, client, service), client, service);
}

function allowed(flow: Flow | undefined, { settings }: AppClient): Flow {
  if (flow === undefined) throw invalidParameter('Initiate Auth method not supported.');
  if (!settings.allowedFlows.has(flow.setting)) throw flow.refusal();
  return flow;
}
