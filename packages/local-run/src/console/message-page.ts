import type { HttpReply } from '../http/reply';

/**
 * The page of an e-mail runs nothing, loads nothing, sends no form and can open nothing: its text comes from the app, and may contain
 * what a user has typed. `sandbox` also gives it an origin of its own, so that it is as safe in a tab of its own as in the console.
 */
const POLICY = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** An e-mail as a mail program shows it, for a frame of the console. Cognito sends its e-mails as HTML. */
export function messagePage(text: string): HttpReply {
  return {
    status: 200,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Content-Security-Policy', POLICY],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
      ['Referrer-Policy', 'no-referrer'],
      // Otherwise the browser may look up the host of a link.
      ['X-DNS-Prefetch-Control', 'off'],
      ['Cross-Origin-Resource-Policy', 'same-origin'],
    ],
    body: Buffer.from(HEAD + withoutConnections(text)),
  };
}

/** A link without an address looks like one. */
const HEAD =
  '<!doctype html><meta charset="utf-8"><title>Message</title>' +
  '<style>a[data-href]{color:-webkit-link;text-decoration:underline}</style>';

/**
 * Removes the addresses of links, what could animate such an address, and frames. No policy keeps a browser from opening a connection to
 * the host of a link that is pressed, of `<link rel="preconnect">`, or of a frame: Chromium connects before it reads the policy.
 */
function withoutConnections(html: string): string {
  return html
    .replaceAll(/\bhref(?=\s*=)/gi, 'data-href')
    .replaceAll(/\battributeName(?=\s*=)/gi, 'data-attribute')
    .replaceAll(/<(?=i?frame\b)/gi, '<x-');
}
