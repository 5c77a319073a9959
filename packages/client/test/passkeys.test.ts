import { hasPasskeys } from '../src/passkeys';
import { json, stubbedClient, tokensOf } from './support/stub-api';

const bytes = (text: string) => new Uint8Array(Buffer.from(text)).buffer;
const creation = { challenge: 'AAE_-w', user: { id: 'AQ', name: 'ada' }, excludeCredentials: [{ id: 'Ag' }] };
const request = { challenge: 'AAE_-w', rpId: 'example.com', allowCredentials: [{ id: 'Ag' }] };

/** A browser whose authenticator returns this credential. Returns the options that it got. */
function stubBrowser(credential: unknown, type: object = {}) {
  const received: unknown[] = [];
  const answer = async ({ publicKey }: { readonly publicKey: unknown }) => {
    received.push(publicKey);
    if (credential instanceof Error) throw credential;
    return credential;
  };
  const stubs = { navigator: { credentials: { create: answer, get: answer } }, PublicKeyCredential: type };
  for (const [name, value] of Object.entries(stubs)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  return received;
}

const navigatorOfNode = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'PublicKeyCredential');
  Reflect.deleteProperty(globalThis, 'navigator');
  if (navigatorOfNode) Object.defineProperty(globalThis, 'navigator', navigatorOfNode);
});

const answers = {
  'POST /sign-in': () => json(tokensOf('first')),
  'POST /passkeys': () => json({ options: creation }),
  'PUT /passkeys': () => new Response(null, { status: 204 }),
  'POST /sign-in/passkey': () =>
    json({ challenge: 'WEB_AUTHN', username: 'ada', session: 'session', parameters: request }),
  'POST /challenge': () => json(tokensOf('first')),
};

async function signedInClient() {
  const stub = stubbedClient(answers);
  await stub.client.signIn({ username: 'ada', password: 'Correct-Horse-7' });
  return stub;
}

const native = {
  parseCreationOptionsFromJSON: (options: object) => ({ created: options }),
  parseRequestOptionsFromJSON: (options: object) => ({ requested: options }),
};
const asJson = { id: 'Ag', type: 'public-key', response: {} };

describe('passkeys', () => {
  it('are created and added with the conversions of the browser', async () => {
    const received = stubBrowser({ toJSON: () => asJson }, native);
    const { client, sent } = await signedInClient();
    await client.createPasskey();
    expect(received).toEqual([{ created: creation }]);
    expect(sent.at(-1)).toMatchObject({ method: 'PUT', path: '/passkeys', body: { credential: asJson } });
  });

  it('sign in with the conversions of the browser', async () => {
    const received = stubBrowser({ toJSON: () => asJson }, native);
    const { client, sent } = stubbedClient(answers);
    await client.signInWithPasskey({ username: 'ada' });
    expect(received).toEqual([{ requested: request }]);
    const body = { challenge: 'WEB_AUTHN', username: 'ada', session: 'session', credential: asJson };
    expect(sent.at(-1)).toMatchObject({ path: '/challenge', body });
    expect(client.isSignedIn).toBe(true);
  });

  it('are created and used in a browser without these conversions', async () => {
    const received = stubBrowser({
      id: 'Ag',
      type: 'public-key',
      rawId: bytes('\u0002'),
      response: { clientDataJSON: bytes('{}'), signature: bytes('>>>'), getTransports: () => ['internal'] },
      getClientExtensionResults: () => ({}),
    });
    const { client, sent } = await signedInClient();
    await client.createPasskey();
    await client.signInWithPasskey({ username: 'ada' });
    const challenge = new Uint8Array([0, 1, 63, 251]);
    expect(received).toEqual([
      {
        challenge,
        user: { id: new Uint8Array([1]), name: 'ada' },
        excludeCredentials: [{ id: new Uint8Array([2]) }],
      },
      { challenge, rpId: 'example.com', allowCredentials: [{ id: new Uint8Array([2]) }] },
    ]);
    const credential = {
      id: 'Ag',
      type: 'public-key',
      rawId: 'Ag',
      response: { clientDataJSON: 'e30', signature: 'Pj4-', transports: ['internal'] },
      clientExtensionResults: {},
    };
    expect(sent.at(-1)?.body).toMatchObject({ credential });
  });

  it('fail with passkey_failed and the exception of the browser if the user cancels', async () => {
    const cause = new Error('NotAllowedError');
    stubBrowser(cause, native);
    const { client } = stubbedClient(answers);
    await expect(client.signInWithPasskey({ username: 'ada' })).rejects.toMatchObject({
      code: 'passkey_failed',
      cause,
    });
  });

  it('fail with passkey_unsupported outside a browser', async () => {
    expect(hasPasskeys()).toBe(false);
    const { client } = stubbedClient(answers);
    await expect(client.signInWithPasskey({ username: 'ada' })).rejects.toMatchObject({ code: 'passkey_unsupported' });
  });
});
