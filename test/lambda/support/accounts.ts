/** A user, as Cognito's GetUser returns it. */
export const account = {
  Username: 'ada.lovelace',
  UserAttributes: [
    { Name: 'email', Value: 'ada@lovelace.example' },
    { Name: 'email_verified', Value: 'true' },
    { Name: 'sub', Value: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad' },
  ],
};

/** The same user with changed or added attributes; an attribute whose value is undefined is removed. */
export function accountWith(changes: Readonly<Record<string, string | undefined>>): typeof account {
  const kept = account.UserAttributes.filter(({ Name }) => !(Name in changes));
  const changed = Object.entries(changes).flatMap(([Name, Value]) => (Value === undefined ? [] : [{ Name, Value }]));
  return { ...account, UserAttributes: [...kept, ...changed] };
}

/** The same user with an account at Google: `primary` if the user was created for it, otherwise linked to it. */
export function accountOf({ primary }: { readonly primary: boolean | string }): typeof account {
  const identities = [{ userId: '1183', providerName: 'Google', providerType: 'Google', issuer: null, primary }];
  return accountWith({ identities: JSON.stringify(identities) });
}
