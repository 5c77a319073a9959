import type { Region } from '../cognito-service';
import type { Random } from '../randomness';

/** What the enhanced flow gives, and what AWS's own documentation calls the default of such a session. */
const LIFE_MS = 60 * 60_000;

/** Whose a set of credentials is. */
export interface CredentialsOwner {
  readonly roleArn: string;
  readonly identityPoolId: string;
  readonly identityId: string;
  /** As `cognitoAuthenticationProvider` has it: the user pool, and the user in it. */
  readonly authenticationProvider: string;
}

/** AWS credentials that end by themselves. They exist in this process's memory only, and only a local run takes them. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly owner: CredentialsOwner;
}

const BASE_32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** New credentials, remembered until some time after their end. */
export function issueCredentials(owner: CredentialsOwner, region: Region): TemporaryCredentials {
  const now = region.now();
  const credentials = {
    accessKeyId: keyId(region.random),
    secretAccessKey: region.random(30).toString('base64'),
    sessionToken: region.random(384).toString('base64'),
    expiresAt: now + LIFE_MS,
    owner,
  };
  region.credentials.set(credentials.accessKeyId, credentials, now);
  return credentials;
}

/** `ASIA` is what ids of temporary keys begin with. */
function keyId(random: Random): string {
  return `ASIA${[...random(16)].map((byte) => BASE_32[byte % 32]).join('')}`;
}
