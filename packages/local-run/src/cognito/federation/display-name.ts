const names: Readonly<Record<string, string>> = { LoginWithAmazon: 'Amazon', SignInWithApple: 'Apple' };

/** The name of an identity provider as a person knows it. */
export function displayName(providerName: string): string {
  return names[providerName] ?? providerName;
}
