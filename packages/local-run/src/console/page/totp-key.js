import { copyButton } from './components/copy-button.js';
import { element } from './dom.js';
import { qrCode } from './qr-code.js';

/**
 * Shows the key for an authenticator app: as a QR code, and as text to type.
 *
 * @param {HTMLElement} place
 * @param {unknown} reply the body of a reply with the `secret` and its `uri`
 */
export async function showTotpKey(place, reply) {
  const { secret, uri } = Object(reply);
  const picture = await qrCode(String(uri), 'QR code with the key for the authenticator app');
  // Groups of four are easier to type; without spaces in the text, the key can still be copied.
  const groups = String(secret).match(/.{1,4}/g) ?? [];
  const key = element('code', { 'data-secret': '' }, ...groups.map((group) => element('span', {}, group)));
  place.replaceChildren(
    element('p', {}, 'Scan this code with the app on your phone:'),
    element('div', { class: 'qr' }, picture),
    element('p', {}, 'Or type this key: ', key, ' ', copyButton(String(secret), 'Copy the key')),
  );
}
