/** RFC 3339 in UTC, whole seconds. */
export const timeText = (time) => `${time.toISOString().slice(0, 19)}Z`;

/** The page a query asks for. */
export function pageOf(query) {
  const params = new URLSearchParams(query);
  return { page: Number(params.get('page') ?? 1), size: Number(params.get('page_size') ?? 20) };
}

/** A list as the product answers it, around items that are JSON text already. `last` is the id of the last one. */
export function listText(items, total, { page, size }, last) {
  const pages = Math.ceil(total / size), more = page < pages;
  const cursor = more && last !== undefined ? `,"next_cursor":"${Buffer.from(last.replaceAll('-', ''), 'hex').toString('base64url')}"` : '';
  return `{"code":0,"message":"success","items":[${items.join(',')}],"total":${total},"pagination":{"page":${page},"page_size":${size},"total_pages":${pages},"has_prev":${page > 1},"total":${total},"has_next":${more}${cursor}},"timestamp":"${timeText(new Date())}"}`;
}
