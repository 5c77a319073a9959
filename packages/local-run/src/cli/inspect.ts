import inspector from 'node:inspector';
import { listen } from '../http/loopback-server';
import { UserError } from '../user-error';

/** Opens the port for debuggers on 127.0.0.1. Throws a UserError if it is in use. */
export async function openInspector(port: number): Promise<void> {
  // `inspector.open` only prints that a port is in use. This attempt throws.
  const probe = await listen(() => {}, port, '--inspect');
  probe.close();
  inspector.open(port, '127.0.0.1');
  if (!inspector.url()) throw new UserError(`The inspector cannot listen on port ${port}.`);
}
