import { XMLBuilder } from 'fast-xml-parser';

/** A value as AWS writes it in XML: a list becomes `member` elements, a record its elements. */
export type XmlValue = string | number | boolean | readonly XmlValue[] | XmlRecord;

export interface XmlRecord {
  readonly [element: string]: XmlValue;
}

const builder = new XMLBuilder();

export function toXml(record: XmlRecord): string {
  return builder.build(withMembers(record));
}

function withMembers(value: XmlValue): XmlValue {
  if (isList(value)) return { member: value.map(withMembers) };
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([element, content]) => [element, withMembers(content)]));
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}
