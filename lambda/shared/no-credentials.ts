/**
 * Stands in the bundles for the SDK's search for credentials (`@aws-sdk/credential-provider-node`), which is a third of
 * their size: every call here is one that Cognito takes unsigned. A call that had to be signed would fail with this.
 */
export const defaultProvider = () => async (): Promise<never> => {
  throw new Error('The bundles leave out credentials: see the alias in lib/handler-code.ts');
};
