/**
 * A value in the JSON of DynamoDB, such as `{ S: 'text' }`.
 *
 * @typedef {Readonly<Record<string, unknown>>} AttributeValue
 *
 * @typedef {Readonly<Record<string, AttributeValue>>} Item
 */

const INDENT = '  ';

/**
 * An item as plain JSON. Numbers keep all their digits, sets become lists, and binary values are in Base64.
 *
 * @param {Item} item
 */
export function plainJson(item) {
  return mapText(item, '\n');
}

/** An item in the JSON of DynamoDB, which has the type of each value. @param {Item} item */
export function typedJson(item) {
  return JSON.stringify(item, null, INDENT);
}

/** A value on one line: a text without quotes, anything else as JSON. @param {AttributeValue} value */
export function valueText(value) {
  if (typeof value.S === 'string') return value.S;
  return typeof value.B === 'string' ? value.B : plainText(value, '');
}

/** @param {unknown} value @param {string} lineBreak @returns {string} */
function plainText(value, lineBreak) {
  const [[type, content] = ['NULL', true]] = Object.entries(Object(value));
  if (type === 'N') return String(content);
  if (type === 'M') return mapText(content, lineBreak);
  if (type === 'L')
    return listText(
      content.map((/** @type {unknown} */ it) => plainText(it, deeper(lineBreak))),
      lineBreak,
    );
  if (type === 'NS') return listText(content, lineBreak);
  if (type === 'SS' || type === 'BS') {
    return listText(
      content.map((/** @type {string} */ it) => JSON.stringify(it)),
      lineBreak,
    );
  }
  return type === 'NULL' ? 'null' : JSON.stringify(content);
}

/** @param {Readonly<Record<string, unknown>>} map @param {string} lineBreak @returns {string} */
function mapText(map, lineBreak) {
  const inner = deeper(lineBreak);
  const entries = Object.entries(map).map(([name, value]) => `${JSON.stringify(name)}: ${plainText(value, inner)}`);
  return enclosed('{', entries, '}', lineBreak);
}

/** @param {readonly string[]} entries @param {string} lineBreak */
function listText(entries, lineBreak) {
  return enclosed('[', entries, ']', lineBreak);
}

/** @param {string} open @param {readonly string[]} entries @param {string} close @param {string} lineBreak */
function enclosed(open, entries, close, lineBreak) {
  if (entries.length === 0) return open + close;
  const inner = deeper(lineBreak);
  return open + (inner || ' ') + entries.join(`,${inner || ' '}`) + (lineBreak || ' ') + close;
}

/** The line break of what is in a map or list; empty for a text on one line. @param {string} lineBreak */
function deeper(lineBreak) {
  return lineBreak && lineBreak + INDENT;
}
