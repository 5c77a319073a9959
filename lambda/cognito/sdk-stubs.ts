/**
 * Stands in the bundles for what the SDK brings along and no call here uses: its search for credentials, signing, streams
 * of events and configuration files. Cognito takes all these calls unsigned, and in Lambda there are no such files.
 * lib/api/bundling.ts puts it there. A call that did need such a part would fail with this; a new version of the SDK that
 * expects something else of one could not be bundled.
 */
function leftOut(): never {
  throw new Error('The bundles leave this part of the SDK out: see the aliases in lib/api/bundling.ts');
}

class LeftOut {
  constructor() {
    leftOut();
  }
}

/** `@aws-sdk/credential-provider-node`. */
export const defaultProvider = () => async () => leftOut();
/** `@smithy/signature-v4`, and `@smithy/core/checksum`, which only signing and streams use. */
/** `@smithy/core/event-streams`. */
export { LeftOut as Sha256, LeftOut as SignatureV4, LeftOut as EventStreamSerde, leftOut as eventStreamSerdeProvider };
/** `node:fs/promises`, of which the SDK wants ~/.aws/config: it goes on without a file that cannot be read. */
export const readFile = async () => leftOut();
