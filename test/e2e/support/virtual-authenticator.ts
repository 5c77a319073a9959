import type { Page } from 'playwright-core';

/** A virtual authenticator of Chromium, which creates and uses passkeys without a user. */
export interface Authenticator {
  /** Whether it answers requests, as if the user touched the device. It does at first. */
  setPresence(enabled: boolean): Promise<void>;
  /** Whether its user can prove to be its owner, as by a fingerprint. It can at first. */
  setUserVerified(isUserVerified: boolean): Promise<void>;
  /** Number of passkeys that it holds. */
  passkeys(): Promise<number>;
}

/** Adds an authenticator to a tab. */
export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async setPresence(enabled) {
      await devTools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
    async setUserVerified(isUserVerified) {
      await devTools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    async passkeys() {
      const { credentials } = await devTools.send('WebAuthn.getCredentials', { authenticatorId });
      return credentials.length;
    },
  };
}
