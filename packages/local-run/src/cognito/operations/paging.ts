import { invalidParameter } from '../exceptions';

export const LARGEST_PAGE = 60;

/** Says where the next page begins: after so many entries, or after the user of that number. */
export const tokenAfter = (position: number | undefined) => Buffer.from(`after:${position}`).toString('base64');

/** The other way round; 0 for the first page. */
export function positionOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const position = /^after:([0-9]{1,15})$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (position === undefined) throw invalidParameter('Invalid pagination token.');
  return Number(position);
}

/** What one page of a short list shows, and the way to the next page if there is one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly NextToken?: string;
}

export function pageOf<Item>(
  all: readonly Item[],
  { Limit, NextToken }: { Limit?: number | undefined; NextToken?: string | undefined },
): Page<Item> {
  const start = positionOf(NextToken);
  const end = start + (Limit || LARGEST_PAGE);
  return { items: all.slice(start, end), ...(end < all.length && { NextToken: tokenAfter(end) }) };
}
