/**
 * A `Set-Cookie` header. Scripts cannot read the cookie, and forms of other sites do not send it. `Secure` is left out:
 * there is no https here, and not every browser stores such a cookie from http://localhost.
 */
export function setCookie(name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
}

/** The value of one cookie in a `Cookie` header. */
export function readCookie(name: string, cookies = ''): string | undefined {
  const pairs = cookies.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
