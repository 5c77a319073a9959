import * as z from 'zod/mini';
import { UserError } from '../lib/user-error';
import { type Variables, variablesFor } from './variables';

/** Milliseconds. The local run is on this machine, but may be busy with a reload. */
const TIMEOUT = 10_000;

const Configuration = z.object({
  apiUrl: z.url(),
  region: z.string().check(z.minLength(1)),
  userPoolId: z.string().check(z.regex(/^[a-z0-9-]+_\w+$/)),
  userPoolClientId: z.string().check(z.minLength(1)),
  managedLogin: z.nullable(z.object({ authorizationEndpoint: z.url() })),
});

/** Reads the configuration of the local run at a port. Throws a UserError if none answers. */
export async function readLocalRun(port: string): Promise<Variables> {
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new UserError(`PORT must be the port of the local run, a number from 1 to 65535, not "${port}"`);
  }
  const reply = await request(`http://127.0.0.1:${port}/_local/config.json`);
  const address = `http://localhost:${port}`;
  if (reply === undefined) {
    throw new UserError(
      `No local run answers at ${address}. Start it with npm start, or name a deployed stage with --stage.`,
    );
  }
  if (reply.status === 503) throw new UserError(`The local run at ${address} has not loaded the app yet. Try again.`);
  const { data } = z.safeParse(Configuration, parseJson(reply.text));
  if (!data) throw new UserError(`${address}/_local/config.json has no user pool and app client: is it a local run?`);
  return variablesFor({ ...data, loginUrl: data.managedLogin?.authorizationEndpoint });
}

/** Undefined if there is no reply. */
async function request(url: string): Promise<{ readonly status: number; readonly text: string } | undefined> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
