import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EmbeddedCognito } from '../../packages/local-run/src/cognito/embedded-cognito';
import { createCredential, matches } from '../../packages/local-run/src/cognito/passwords/credentials';
import { interleave, type RunOptions } from '../rounds';
import { compare, type Row } from '../rows';

const CALLS = 20;
const POOL = 'us-east-1_Bench0001';
const CLIENT = 'bench0client';
const password = 'Correct-Horse-7';

/** A sign-in with a password at the embedded Cognito, compared with the password check that it contains. */
export async function passwords(options: RunOptions): Promise<Row[]> {
  const { call, close } = await startCognitoWithUser();
  const owner = { poolId: POOL, userId: 'ada' };
  const credential = createCredential(password, owner, randomBytes);
  const AuthParameters = { USERNAME: 'ada', PASSWORD: password };
  const { signIn, check } = await interleave(options, options.quick ? 2 : 10, {
    signIn: () =>
      average(() => call('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: CLIENT, AuthParameters })),
    check: () => average(() => matches(password, credential, owner)),
  });
  close();
  return [compare({ what: 'Sign-in at the embedded Cognito', against: 'its SRP verifier', unit: 'ms' }, signIn, check)];
}

/** The average milliseconds of a call. */
async function average(operation: () => unknown): Promise<number> {
  const startedAt = performance.now();
  for (let call = 0; call < CALLS; call += 1) await operation();
  return (performance.now() - startedAt) / CALLS;
}

async function startCognitoWithUser() {
  const cognito = new EmbeddedCognito({ region: 'us-east-1', log: () => {} });
  const client = { logicalId: 'Client', id: CLIENT, properties: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] } };
  cognito.configure([{ logicalId: 'UserPool', id: POOL, properties: {}, clients: [client] }]);
  const server = createServer(cognito.listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = async (operation: string, body: object) => {
    const headers = {
      'Content-Type': 'application/x-amz-json-1.1',
      // The embedded Cognito requires a signature but does not verify it.
      Authorization: 'AWS4-HMAC-SHA256 bench',
      'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
    };
    const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${operation}: ${await reply.text()}`);
    await reply.arrayBuffer();
  };
  await call('AdminCreateUser', { UserPoolId: POOL, Username: 'ada', MessageAction: 'SUPPRESS' });
  await call('AdminSetUserPassword', { UserPoolId: POOL, Username: 'ada', Password: password, Permanent: true });
  return { call, close: () => server.close().closeAllConnections() };
}
