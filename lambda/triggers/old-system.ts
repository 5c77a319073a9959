import { optionalVariable } from '../contract/environment';
import type { OldUser } from './old-user';
import { forgetSecret, readSecret } from './secret';

/** The name of the secret is not set for an old system on this machine. Without userMigration, neither is set. */
const OLD_SYSTEM_URL = optionalVariable('OLD_SYSTEM_URL') ?? '';
const OLD_SYSTEM_SECRET_NAME = optionalVariable('OLD_SYSTEM_SECRET_NAME');

/**
 * Milliseconds for the secret and the old system together. With a cold start of this function, Cognito still answers within the
 * 4 seconds that POST /sign-in waits for it.
 */
const DEADLINE = 2500;

/** Bytes of a reply. */
const MAX_REPLY = 65_536;

/**
 * Looks a user up in the old system: with a password at a sign-in, without one if the user has forgotten it or the name is to be
 * used by a new user. Returns undefined for an unknown user and for a wrong password, and throws if the old system is down. Its
 * errors are logged: they must contain no password and nothing about the user.
 *
 * This one sends an HTTP request. For users in a database, replace it: docs/guides/move-users.md.
 */
export async function findOldUser(username: string, password: string | undefined): Promise<OldUser | undefined> {
  const signal = AbortSignal.timeout(DEADLINE);
  const response = await fetch(OLD_SYSTEM_URL, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      // Lambda freezes the function between calls: a connection that was kept alive may be dead.
      Connection: 'close',
      ...(OLD_SYSTEM_SECRET_NAME && { Authorization: `Bearer ${await readSecret(OLD_SYSTEM_SECRET_NAME, signal)}` }),
    },
    body: JSON.stringify({ username, password }),
    // A redirect would send the password to another address.
    redirect: 'manual',
    signal,
  });
  const { status } = response;
  if (status === 200) return parseJson(await readText(response));
  await response.body?.cancel();
  if (status === 401 || status === 404) return undefined;
  // The secret may have been changed.
  if (status === 403) forgetSecret();
  throw new Error(`The old system answered with status ${status}`);
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MAX_REPLY) throw new Error(`The reply of the old system is longer than ${MAX_REPLY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The trigger validates the result. The error of JSON.parse would quote the text. */
function parseJson(text: string): OldUser {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The reply of the old system is not JSON');
  }
}
