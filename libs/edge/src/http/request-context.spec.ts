import { pathOf, requestIdOf, traceIdOf } from './request-context.js';

describe('a request', () => {
  it.each(['a', 'A.b_c-9', 'x'.repeat(128)])('keeps its id %s', (id) => {
    expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id);
  });

  it.each([undefined, '', 'x'.repeat(129), 'a b', 'a,b', 'ä', 'a\nb'])('gets a new id in place of %j', (id) => {
    const made = requestIdOf({ headers: { 'x-request-id': id } });
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect(requestIdOf({ headers: {} })).not.toBe(made);
  });

  it('belongs to the trace of a valid traceparent', () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    expect(traceIdOf(`00-${trace}-b7ad6b7169203331-01`)).toBe(trace);
    expect(traceIdOf(`cc-${trace}-b7ad6b7169203331-01-more`)).toBe(trace);
    for (const bad of [undefined, '', 'x', `ff-${trace}-b7ad6b7169203331-01`, `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `00-${trace}-${'0'.repeat(16)}-01`, `00-${trace.toUpperCase()}-b7ad6b7169203331-01`, `00-${trace}-b7ad6b7169203331-01x`]) expect(traceIdOf(bad)).toBeUndefined();
  });

  it('has a path without the query', () => {
    expect([pathOf('/a?b=c?d'), pathOf('/a'), pathOf('?x')]).toEqual(['/a', '/a', '']);
  });
});
