import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { eventually } from './eventually';

/** Opens the live events of a local run and collects what is sent. */
export async function subscribe(url: string) {
  const outgoing = request(`${url}/_local/events`, { agent: false }).end();
  outgoing.on('error', () => {});
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  incoming.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  incoming.on('error', () => {});
  await eventually(() => text);
  return {
    incoming,
    close: () => outgoing.destroy(),
    names: () => [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name),
  };
}
