import type { KeyPairKeyObjectResult } from 'node:crypto';
import { rsaKeyPair } from '../../../src/cognito/tokens/signing-key';

const keyPairs: Promise<KeyPairKeyObjectResult>[] = [];

/**
 * Returns a function that generates key pairs for one embedded Cognito. Generating one takes up to half a second, so that the
 * pairs are reused for the next embedded Cognito; within one, each pool has a pair of its own.
 */
export function reusedKeyPairs(): () => Promise<KeyPairKeyObjectResult> {
  let next = 0;
  return () => {
    const index = next++;
    keyPairs[index] ??= rsaKeyPair();
    return keyPairs[index] as Promise<KeyPairKeyObjectResult>;
  };
}
