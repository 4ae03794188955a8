import { invalidField, type PageRequest } from '@ringpost/domain';
import { IsOptional, Matches, Max, Min } from 'class-validator';
import { QueryInteger } from './from-query.js';

const LARGEST_PAGE = 2_147_483_647;
const LARGEST_SIZE = 100;

/** The query parameters of every list. */
export class PageQuery {
  @IsOptional() @QueryInteger() @Min(1) @Max(LARGEST_PAGE) page?: number;
  /** More than 100 counts as 100. */
  @IsOptional() @QueryInteger() @Min(1) page_size?: number;
  /** `pagination.next_cursor` of the part before. */
  @IsOptional() @Matches(/^[A-Za-z0-9_-]{1,200}$/, { message: 'cursor must be the next_cursor of an answer' }) cursor?: string;
}

/** How large a page is when the caller does not say. `bareSize`: where neither page nor size is given. */
export interface PageSizes {
  readonly defaultSize?: number;
  readonly bareSize?: number;
}

/** Which part of a list a query asks for. Throws `invalid_request` for a cursor that no answer gave. */
export function toPageRequest(query: PageQuery, { defaultSize = 20, bareSize = defaultSize }: PageSizes = {}): PageRequest {
  const fallback = query.page === undefined && query.page_size === undefined ? bareSize : defaultSize;
  const size = Math.min(query.page_size ?? fallback, LARGEST_SIZE);
  return query.cursor === undefined ? { by: 'page', page: query.page ?? 1, size } : { by: 'cursor', after: idIn(query.cursor), size };
}

/** The cursor that continues after the row with this id (a uuid's text). */
export const cursorAfter = (uuid: string): string => Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');

function idIn(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== 16 || bytes.toString('base64url') !== cursor) throw invalidField('cursor', 'format', 'cursor must be the next_cursor of an answer');
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
