import { readEnvironment } from '../contract/environment';

const { PRODUCT_NAME } = readEnvironment();

/** The otpauth URI of a key: "Key Uri Format" in the wiki of google-authenticator. */
export function keyUri(account: string, secret: string): string {
  const [issuer, label] = [encodeURIComponent(PRODUCT_NAME), encodeURIComponent(account)];
  return `otpauth://totp/${issuer}:${label}?secret=${secret}&issuer=${issuer}`;
}
