import { cursorAfter, PageQuery, toPageRequest, type PageSizes } from './page-query.js';
import { RequestValidationPipe } from './request-validation.pipe.js';

const ID = '01958f3e-7b1a-7c2d-8e3f-0123456789ab';
const pipe = new RequestValidationPipe();
const ask = (query: Record<string, string>, sizes?: PageSizes) => toPageRequest(pipe.transform(query, { type: 'query', metatype: PageQuery }) as PageQuery, sizes);
const refused = (query: Record<string, string>): string => {
  try {
    ask(query);
  } catch (error) {
    const [field] = (error as { fields: { field: string; code: string }[] }).fields;
    return `${field?.field} ${field?.code}`;
  }
  return 'accepted';
};

describe('a page', () => {
  it('is the first one of twenty by default', () => {
    expect(ask({})).toEqual({ by: 'page', page: 1, size: 20 });
  });

  it('is the one asked for', () => {
    expect(ask({ page: '3', page_size: '7' })).toEqual({ by: 'page', page: 3, size: 7 });
    expect(ask({ page: '2147483647' })).toEqual({ by: 'page', page: 2_147_483_647, size: 20 });
  });

  it('has at most a hundred rows', () => {
    expect([ask({ page_size: '101' }).size, ask({ page_size: '999999999999' }).size]).toEqual([100, 100]);
  });

  it('may be larger where neither member is given', () => {
    expect(ask({}, { bareSize: 100 }).size).toBe(100);
    expect([ask({ page: '1' }, { bareSize: 100 }).size, ask({ page_size: '5' }, { bareSize: 100 }).size, ask({}, { defaultSize: 50 }).size]).toEqual([20, 5, 50]);
  });

  it.each(['0', '-1', '-999999999999'])('is not %s', (value) => {
    expect([refused({ page: value }), refused({ page_size: value })]).toEqual(['page range', 'page_size range']);
  });

  it.each(['', ' ', 'abc', '1.5', '1e2', '1e99', '0x10', '+1', ' 1', '1 ', '99999999999999999999', 'NaN', 'Infinity', '１', '1\n'])('is not %j', (value) => {
    expect([refused({ page: value }), refused({ page_size: value })]).toEqual(['page type', 'page_size type']);
  });

  it('is not further away than a database can count', () => {
    expect(refused({ page: '2147483648' })).toBe('page range');
  });
});

describe('a cursor', () => {
  it('continues after a row', () => {
    expect(ask({ cursor: cursorAfter(ID), page_size: '5', page: '9' })).toEqual({ by: 'cursor', after: ID, size: 5 });
    expect(cursorAfter(ID)).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });

  it.each(['', 'x', 'a b', '%00', 'A'.repeat(201), 'A'.repeat(23), `${'A'.repeat(21)}B`, '=='])('is none of ours: %j', (cursor) => {
    expect(refused({ cursor })).toBe('cursor format');
  });
});
