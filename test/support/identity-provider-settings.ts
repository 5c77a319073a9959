/** Settings with a provider of each kind. */
export const identityProviderSettings = {
  managedLogin: {
    domainPrefix: 'engine',
    callbackUrls: ['https://a.example/'],
    logoutUrls: ['https://a.example/'],
  },
  identityProviders: {
    google: { clientId: '1-a.apps.googleusercontent.com', secretName: 'engine/google' },
    apple: { servicesId: 'example.web', teamId: 'ABCDE12345', keyId: 'ABCDE12345', secretName: 'engine/apple' },
    oidc: [{ name: 'Corp', issuer: 'https://login.example.com', clientId: 'web', secretName: 'engine/corp' }],
    saml: [{ name: 'Acme', metadataUrl: 'https://idp.example.com/metadata', signOut: true }],
  },
};
