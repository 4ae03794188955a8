import { invalidField, type DomainError } from '@ringpost/domain';

/** Where a tree has text that PostgreSQL cannot store: `a.b[0]`, and which error that is. Undefined when it has none. */
export function unsafeText(value: unknown, path = ''): DomainError | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : refused(path);
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, member] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = isStorable(key) ? unsafeText(member, at) : refused(path === '' ? 'body' : path);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isStorable = (text: string): boolean => !/[\0\p{Cs}]/u.test(text); // with the flag, only halves of pairs are Cs

const refused = (path: string): DomainError => invalidField(path === '' ? 'body' : path, 'format', 'text must not contain NUL or half a surrogate pair');
