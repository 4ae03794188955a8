import { offsetOf, sliceOf, type PageRequest } from './page.js';

const page = (number: number, size = 10): PageRequest => ({ by: 'page', page: number, size });
const cursor = (after: string, size = 10): PageRequest => ({ by: 'cursor', after, size });
const rows = (count: number, from = 0): string[] => Array.from({ length: count }, (_, i) => `r${from + i}`);
const self = (row: string): string => row;

describe('a slice by number', () => {
  it('skips the pages before it', () => {
    expect([offsetOf(page(1)), offsetOf(page(3)), offsetOf(cursor('x'))]).toEqual([0, 20, 0]);
  });

  it('goes on while rows remain, and names where', () => {
    expect(sliceOf(rows(10), page(1), 25, self)).toMatchObject({ hasNext: true, next: 'r9', total: 25 });
  });

  it('ends with the last row', () => {
    const slice = sliceOf(rows(5), page(3), 25, self);
    expect(slice.hasNext).toBe(false);
    expect(slice.next).toBeUndefined();
  });

  it('ends on a last page that is full', () => {
    expect(sliceOf(rows(10), page(2), 20, self)).toMatchObject({ hasNext: false, next: undefined });
  });

  it('is empty past the end, with the true total and nothing to go on with', () => {
    expect(sliceOf<string>([], page(9), 25, self)).toMatchObject({ items: [], total: 25, hasNext: false, next: undefined });
  });

  it('is empty for an empty list', () => {
    expect(sliceOf<string>([], page(1), 0, self)).toMatchObject({ items: [], total: 0, hasNext: false });
  });
});

describe('a slice after a cursor', () => {
  it('knows that more follows from the one row too many, and does not show it', () => {
    const slice = sliceOf(rows(11), cursor('x'), undefined, self);
    expect(slice.items).toHaveLength(10);
    expect(slice).toMatchObject({ hasNext: true, next: 'r9' });
    expect(slice.total).toBeUndefined();
  });

  it('ends where exactly a page was left', () => {
    expect(sliceOf(rows(10), cursor('x'), undefined, self)).toMatchObject({ hasNext: false, next: undefined });
  });

  it('is empty at the end', () => {
    expect(sliceOf<string>([], cursor('x'), undefined, self)).toMatchObject({ items: [], hasNext: false, next: undefined });
  });
});
