/** Which part of a list is wanted: by number, or after the last row seen. */
export type PageRequest =
  | { readonly by: 'page'; readonly page: number; readonly size: number }
  | { readonly by: 'cursor'; readonly after: string; readonly size: number };

/** Part of a list, newest first. `total` is there when the part was asked for by number. */
export interface Slice<T> {
  readonly items: readonly T[];
  readonly request: PageRequest;
  /** Rows in the whole list; absent when continuing from a cursor. */
  readonly total?: number;
  readonly hasNext: boolean;
  /** What `after` has to be to continue; absent at the end. */
  readonly next?: string;
}

/** How many rows to skip. A cursor skips none: it seeks. */
export const offsetOf = (request: PageRequest): number => (request.by === 'page' ? (request.page - 1) * request.size : 0);

/** A slice from rows of which one more than the page's size was read where no total is known. */
export function sliceOf<T>(rows: readonly T[], request: PageRequest, total: number | undefined, keyOf: (row: T) => string): Slice<T> {
  const items = rows.length > request.size ? rows.slice(0, request.size) : rows;
  const hasNext = total === undefined ? rows.length > request.size : offsetOf(request) + items.length < total && items.length > 0;
  const last = items.at(-1);
  return { items, request, total, hasNext, next: hasNext && last !== undefined ? keyOf(last) : undefined };
}

/** How rows of one list are read: a numbered page with the total of the whole list, or what follows a row. */
export interface ListReader<T> {
  readonly page: (limit: number, offset: number) => Promise<{ readonly rows: readonly T[]; readonly total: number }>;
  readonly after: (limit: number, last: string) => Promise<readonly T[]>;
  /** The id that the list is ordered by. */
  readonly keyOf: (row: T) => string;
}

/** The part of a list that is asked for. From a cursor one row more is read, to know whether there are more. */
export async function readSlice<T>(request: PageRequest, { page, after, keyOf }: ListReader<T>): Promise<Slice<T>> {
  if (request.by === 'cursor') return sliceOf(await after(request.size + 1, request.after), request, undefined, keyOf);
  const { rows, total } = await page(request.size, offsetOf(request));
  return sliceOf(rows, request, total, keyOf);
}
