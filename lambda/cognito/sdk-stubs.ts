/**
 * Stubs for parts of the SDK that no call to Cognito uses: the search for credentials, signing, event streams and
 * configuration files. The calls are unsigned, and Lambda has no such files. lib/api/bundling.ts replaces the real modules
 * with this one. A call that needs such a part fails with the error below; a version of the SDK that needs other exports
 * cannot be bundled.
 */
function throwNotBundled(): never {
  throw new Error('This part of the SDK is not bundled: see the aliases in lib/api/bundling.ts');
}

class NotBundled {
  constructor() {
    throwNotBundled();
  }
}

/** `@aws-sdk/credential-provider-node`. */
export const defaultProvider = () => async () => throwNotBundled();
/** `@smithy/signature-v4`, and `@smithy/core/checksum`, which only signing and streams use. */
/** `@smithy/core/event-streams`. */
export {
  NotBundled as Sha256,
  NotBundled as SignatureV4,
  NotBundled as EventStreamSerde,
  throwNotBundled as eventStreamSerdeProvider,
};
/** `node:fs/promises`: the SDK reads ~/.aws/config with it, and continues if that fails. */
export const readFile = async () => throwNotBundled();
