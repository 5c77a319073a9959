import type { Tokens } from './contract';
import type { SignedOutReason } from './signed-out-reason';
import { isStoredTokens, type StoredTokens } from './token-storage';

interface Listeners {
  /** Another tab has used up a refresh token. */
  onRefreshed(used: string, tokens: StoredTokens): void;
  /** Another tab has ended its session. */
  onEnded(user: string, reason: SignedOutReason): void;
}

/** The parts of a BroadcastChannel that are used. Declared here, because Node.js and the DOM have different types of it. */
interface Channel {
  addEventListener(type: 'message', listener: (message: { readonly data?: unknown }) => void): void;
  postMessage(message: unknown): void;
  /** Only in Node.js, where an open channel would keep the process running. */
  unref?(): void;
}

interface Environment {
  readonly BroadcastChannel?: new (name: string) => Channel;
}

/** What the tabs of an origin tell each other about their sessions. */
export class TabChannel {
  readonly #channel: Channel | undefined;

  /** Without a name, and where there is no BroadcastChannel, nothing is sent or received. */
  constructor(name: string | undefined, { onRefreshed, onEnded }: Listeners) {
    const { BroadcastChannel } = globalThis as Environment;
    if (name === undefined || !BroadcastChannel) return;
    this.#channel = new BroadcastChannel(name);
    this.#channel.addEventListener('message', ({ data }) => {
      const { used, tokens, user, reason } = Object(data);
      if (typeof used === 'string' && isStoredTokens(tokens)) onRefreshed(used, tokens);
      if (typeof user === 'string') onEnded(user, reason);
    });
    this.#channel.unref?.();
  }

  /** A duplicated tab has a copy of the used refresh token, and needs the new one. */
  refreshed(used: string, tokens: StoredTokens): void {
    this.#channel?.postMessage({ used, tokens });
  }

  ended(user: string | undefined, reason: SignedOutReason): void {
    if (user !== undefined) this.#channel?.postMessage({ user, reason });
  }
}

/** The `sub` of the user; undefined if the ID token cannot be read. Its signature is not checked: the API does that. */
export function userOf({ idToken }: Tokens): string | undefined {
  try {
    const payload = String(idToken.split('.')[1]).replaceAll('-', '+').replaceAll('_', '/');
    const { sub } = Object(JSON.parse(atob(payload)));
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
