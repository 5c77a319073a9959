/** Source of all unguessable values: returns so many random bytes. */
export type Random = (bytes: number) => Buffer;

/** A version 4 UUID, for users, tokens and requests. */
export function uuid(random: Random): string {
  const bytes = Buffer.from(random(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A random value in base64url, for sessions, cookies and refresh tokens. */
export function randomToken(random: Random, bytes: number): string {
  return random(bytes).toString('base64url');
}
