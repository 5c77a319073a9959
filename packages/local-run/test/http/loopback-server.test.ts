import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { type LoopbackServer, listen } from '../../src/http/loopback-server';
import { call, connection } from '../support/call';

let server: LoopbackServer;

beforeEach(async () => {
  server = await listen((_, response) => response.end('here'), 0, 'PORT');
});

afterEach(() => server.close());

it('answers at its URL', async () => {
  expect(server.url).toMatch(/^http:\/\/localhost:\d+$/);
  expect((await call(server.url)).body).toBe('here');
});

it('answers a client that closes its sending side after the request', async () => {
  const slow = await listen((_, response) => void setTimeout(() => response.end('here'), 20), 0, 'PORT');
  const socket = await connection(slow.url);
  socket.end('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expect(await text(socket)).toMatch(/here$/);
  slow.close();
});

const others = Object.values(networkInterfaces()).flatMap((addresses = []) =>
  addresses.flatMap(({ internal, family, address }) => (!internal && family === 'IPv4' ? [address] : [])),
);

// Only when this machine has an address that other machines can reach.
(others.length > 0 ? it : it.skip)('cannot be reached by other machines', async () => {
  const socket = connect(Number(new URL(server.url).port), others[0]);
  const [error] = await once(socket, 'error');
  expect(error.code).toBe('ECONNREFUSED');
});

it('names the port that is in use and the variable to change it', async () => {
  const port = Number(new URL(server.url).port);
  await expect(listen(() => {}, port, 'COGNITO_PORT')).rejects.toMatchObject({
    name: 'UserError',
    message: `Port ${port} is in use. Stop the process that uses it, or choose another port, such as COGNITO_PORT=${port + 1}.`,
  });
});

it('closes open connections when it is closed', async () => {
  const socket = await connection(server.url);
  socket.resume();
  const closed = once(socket, 'close');
  server.close();
  await closed;
});
