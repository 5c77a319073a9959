import { base32 } from '../base32';
import type { Context } from '../context';

/** Session duration of the enhanced flow; in the AWS documentation it is the default. */
const LIFETIME_MS = 60 * 60_000;

/** The identity that temporary credentials belong to. */
export interface CredentialsOwner {
  readonly roleArn: string;
  readonly identityPoolId: string;
  readonly identityId: string;
  /** In the format of `cognitoAuthenticationProvider`: the user pool and the user in it. */
  readonly authenticationProvider: string;
}

/** AWS credentials that expire. They exist in this process's memory only, and only the local run accepts them. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly owner: CredentialsOwner;
}

/** Creates credentials for one hour. Access key ids of temporary credentials begin with `ASIA`. */
export function createTemporaryCredentials(owner: CredentialsOwner, context: Context): TemporaryCredentials {
  return {
    accessKeyId: `ASIA${base32(context.random(10))}`,
    secretAccessKey: context.random(30).toString('base64'),
    sessionToken: context.random(384).toString('base64'),
    expiresAt: context.now() + LIFETIME_MS,
    owner,
  };
}
