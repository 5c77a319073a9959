import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Route } from '../lib/api/route';
import { outcomeOf, type SendRequest, withToken } from './api';
import type { Outputs } from './outputs';
import type { Report } from './report';

export interface SignedRequestProps {
  readonly send: SendRequest;
  readonly routes: readonly Route[];
  readonly outputs: Outputs;
  readonly report: Report;
  readonly idToken: string;
}

/** Checks the routes with `auth: 'iam'`, with credentials that the identity pool gives the test user. */
export async function checkSignedRequests(props: SignedRequestProps): Promise<void> {
  const { send, routes, outputs, report, idToken } = props;
  const signed = routes.filter(({ method, auth }) => method === 'GET' && auth === 'iam');
  if (signed.length === 0) return;
  for (const { method, path } of signed) {
    // The status only: whether API Gateway takes the token for an invalid signature is not documented.
    const { status } = await send(method, path, withToken(idToken));
    report.compare(`${method} ${path} with an ID token`, '403', String(status));
  }

  const credentials = await credentialsFor(idToken, outputs).catch((error: Error) => error.name);
  const seen = typeof credentials === 'string' ? credentials : 'done';
  if (!report.compare('AWS credentials for an ID token', 'done', seen) || typeof credentials === 'string') return;
  const signer = new SignatureV4({ credentials, region: outputs.region, service: 'execute-api', sha256: Sha256 });
  for (const { method, path } of signed) {
    const { protocol, hostname, host, pathname } = new URL(outputs.apiUrl + path);
    const { headers } = await signer.sign({ method, protocol, hostname, path: pathname, headers: { host } });
    report.compare(`${method} ${path} with a signature`, '200', outcomeOf(await send(method, path, { headers })));
  }
}

async function credentialsFor(idToken: string, { region, userPoolId, identityPoolId }: Outputs) {
  const client = new CognitoIdentityClient({ region });
  const Logins = { [`cognito-idp.${region}.amazonaws.com/${userPoolId}`]: idToken };
  const { IdentityId } = await client.send(new GetIdCommand({ IdentityPoolId: identityPoolId, Logins }));
  const { Credentials } = await client.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins }));
  const { AccessKeyId: accessKeyId = '', SecretKey: secretAccessKey = '', SessionToken } = Credentials ?? {};
  return { accessKeyId, secretAccessKey, ...(SessionToken && { sessionToken: SessionToken }) };
}

/** SHA-256, or HMAC-SHA-256 if there is a key, with the interface that `@smithy/signature-v4` needs. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', asBytes(key));
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

function asBytes(key: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof key === 'string') return Buffer.from(key);
  return ArrayBuffer.isView(key) ? Buffer.from(key.buffer, key.byteOffset, key.byteLength) : Buffer.from(key);
}
