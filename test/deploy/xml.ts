/** A value as AWS writes it in XML: a list becomes its members, a record its elements. */
export type XmlValue = string | number | boolean | readonly XmlValue[] | XmlRecord;

export interface XmlRecord {
  readonly [element: string]: XmlValue;
}

export function toXml(value: XmlValue): string {
  if (isList(value)) return value.map((member) => toXml({ member })).join('');
  if (typeof value !== 'object') return escaped(String(value));
  return Object.entries(value)
    .map(([element, content]) => `<${element}>${toXml(content)}</${element}>`)
    .join('');
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
