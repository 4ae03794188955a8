import type { PageRequest, Slice } from '@ringpost/domain';
import { millisOf } from '@ringpost/domain';
import type { Schemas } from '@ringpost/contracts';
import { cursorAfter } from '@ringpost/edge';

type Pagination = Schemas['Pagination'];

/** One object, as every operation answers it. */
export interface ObjectAnswer<T> {
  code: 0;
  message: 'success';
  data: T;
  timestamp: string;
}

/** A list, as every operation answers it: never with `data`, which clients would unwrap first. */
export interface ListAnswer<T> {
  code: 0;
  message: 'success';
  items: T[];
  total?: number;
  pagination: Pagination;
  timestamp: string;
}

const DAY_S = 86_400;
const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const MAX_DAYS = 1_000;
const knownDays = new Map<number, string>();

/** RFC 3339 in UTC, whole seconds. */
export const timeText = (time: Date): string => secondText(Math.floor(time.getTime() / 1_000));

/** When the thing with this UUIDv7 was made, as text. */
export const createdText = (uuid: string): string => secondText(Math.floor(millisOf(uuid) / 1_000));

// A page of a list is full of times: the date of a day is worked out once, the rest is arithmetic.
function secondText(second: number): string {
  const day = Math.floor(second / DAY_S), rest = second - day * DAY_S;
  let dayText = knownDays.get(day);
  if (dayText === undefined) {
    if (knownDays.size >= MAX_DAYS) knownDays.clear();
    knownDays.set(day, (dayText = new Date(day * DAY_S * 1_000).toISOString().slice(0, 11)));
  }
  return `${dayText}${TWO_DIGITS[Math.floor(rest / 3_600)]}:${TWO_DIGITS[Math.floor(rest / 60) % 60]}:${TWO_DIGITS[rest % 60]}Z`;
}

/** The answer with one object. */
export const objectAnswer = <T>(data: T, now: Date): ObjectAnswer<T> => ({ code: 0, message: 'success', data, timestamp: timeText(now) });

/** The answer when there is nothing to tell. */
export const emptyAnswer = (now: Date): Schemas['EmptyAnswer'] => ({ code: 0, message: 'success', timestamp: timeText(now) });

/** The answer with a page of a list. */
export function listAnswer<Row, Item>(slice: Slice<Row>, present: (row: Row) => Item, now: Date): ListAnswer<Item> {
  const items = slice.items.map(present), pagination = paginationOf(slice), timestamp = timeText(now);
  return slice.total === undefined
    ? { code: 0, message: 'success', items, pagination, timestamp }
    : { code: 0, message: 'success', items, total: slice.total, pagination, timestamp };
}

function paginationOf({ request, total, hasNext, next }: Slice<unknown>): Pagination {
  const cursor = next === undefined ? {} : { next_cursor: cursorAfter(next) };
  if (total === undefined) return { page_size: request.size, has_next: hasNext, ...cursor };
  const page = pageOf(request);
  return { page, page_size: request.size, total, total_pages: Math.ceil(total / request.size), has_next: hasNext, has_prev: page > 1, ...cursor };
}

const pageOf = (request: PageRequest): number => (request.by === 'page' ? request.page : 1);
