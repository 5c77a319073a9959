import { find } from '../dom.js';
import { connectRequestList } from './request-list.js';
import { requestLog } from './request-log.js';

/** The section #requests has more. */
const MAX_ENTRIES = 20;

/** Shows the latest API calls beside the forms. */
export function connectRecentRequests() {
  const section = find(document, '[data-requests]', HTMLElement);
  const empty = find(section, '[data-empty]', HTMLElement);
  const clear = find(section, '[data-clear]', HTMLElement);
  clear.addEventListener('click', () => {
    requestLog.clear();
    find(section, 'h2', HTMLElement).focus();
  });
  connectRequestList(find(section, '[data-list]', HTMLElement), {
    max: MAX_ENTRIES,
    onShow(shown) {
      empty.hidden = shown > 0;
      clear.hidden = !empty.hidden;
    },
  });
}
