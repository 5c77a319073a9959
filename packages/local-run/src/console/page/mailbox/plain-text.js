/** Named character references of e-mails; others are shown as they are. */
const characters = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }));

/**
 * The text of an e-mail as a mail program without HTML shows it. It is for reading only: the result may contain `<`, and must never
 * be used as HTML.
 *
 * @param {string} html
 */
export function plainText(html) {
  return html
    .replaceAll(/<!--.*?-->/gs, '')
    .replaceAll(/<(style|script|head|title)\b.*?<\/\1\s*>/gis, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))[^>]*>(.*?)<\/a\s*>/gi, linkText)
    .replaceAll(/<br\b[^>]*>|<\/(?:div|li|tr|h[1-6])\s*>/gi, '\n')
    .replaceAll(/<\/(?:p|table|ul|ol|blockquote)\s*>/gi, '\n\n')
    .replaceAll(/<[a-z/!?][^>]*>/gi, '')
    .replaceAll(/&(#\d+|#x[\da-f]+|\w+);/gi, character)
    .replaceAll(/[ \t]*\n[ \t]*/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** @param {string} _tag @param {(string | undefined)[]} groups the address, quoted in one of three ways, and the text */
function linkText(_tag, ...groups) {
  const [double, single, bare, text = ''] = groups;
  const address = double ?? single ?? bare ?? '';
  return text.includes(address) ? text : `${text} (${address})`;
}

/** @param {string} reference @param {string} name */
function character(reference, name) {
  if (!name.startsWith('#')) return characters.get(name.toLowerCase()) ?? reference;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
}
