import { loadConfiguration } from './configuration.js';
import { button, find } from './dom.js';
import { onLive } from './live.js';

/**
 * Offers to reload the page when the settings of the API that it was built for have changed: with another sign-in mode, for example, it
 * has other forms. It does not reload by itself, because fields may be filled in.
 *
 * @param {import('./configuration.js').Configuration | undefined} configuration as the page has loaded it
 */
export function connectReloadOffer(configuration) {
  const loaded = JSON.stringify(configuration);
  const place = find(document, '[data-reload-offer]', HTMLElement);
  onLive('app', async () => {
    const current = await loadConfiguration();
    if (!current) return;
    const isSame = JSON.stringify(current) === loaded;
    if (isSame) place.replaceChildren();
    else if (!place.hasChildNodes()) {
      place.append(
        'The API has changed. ',
        button('link', () => location.reload(), 'Reload the page'),
      );
    }
  });
}
