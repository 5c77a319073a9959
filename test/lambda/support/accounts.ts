/** An account as Cognito tells of it to the holder of an access token. */
export const account = {
  Username: 'ada.lovelace',
  UserAttributes: [
    { Name: 'email', Value: 'ada@lovelace.example' },
    { Name: 'email_verified', Value: 'true' },
    { Name: 'sub', Value: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad' },
  ],
};

/** The same with other attributes in place of those of that name; undefined takes one away. */
export function accountWith(changes: Readonly<Record<string, string | undefined>>): typeof account {
  const kept = account.UserAttributes.filter(({ Name }) => !(Name in changes));
  const changed = Object.entries(changes).flatMap(([Name, Value]) => (Value === undefined ? [] : [{ Name, Value }]));
  return { ...account, UserAttributes: [...kept, ...changed] };
}
