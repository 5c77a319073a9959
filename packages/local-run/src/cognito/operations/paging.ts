import { invalidParameter } from '../exceptions';

export const MAX_PAGE_SIZE = 60;

/** The token of the next page: it begins after so many entries, or after the user of that number. */
export const tokenAfter = (position: number | undefined) => Buffer.from(`after:${position}`).toString('base64');

/** The position in a token; 0 for the first page. */
export function positionOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const position = /^after:([0-9]{1,15})$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (position === undefined) throw invalidParameter('Invalid pagination token.');
  return Number(position);
}

/** One page of a list, and the token of the next page if there is one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly NextToken?: string;
}

/** Cuts a page out of a list. */
export function pageOf<Item>(
  all: readonly Item[],
  { Limit, NextToken }: { Limit?: number | undefined; NextToken?: string | undefined },
): Page<Item> {
  const start = positionOf(NextToken);
  const end = start + (Limit || MAX_PAGE_SIZE);
  return { items: all.slice(start, end), ...(end < all.length && { NextToken: tokenAfter(end) }) };
}
