import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { documentLimits, MAX_ALIASES, MAX_COMPLEXITY, MAX_DEPTH } from './document-limits.js';
import { SCHEMA } from './schema.js';

const schema = buildSchema(SCHEMA);
// A schema that can nest, which ours cannot.
const tree = buildSchema('type Query { node: Node, nodes: [Node!]! } type Node { id: ID, node: Node, nodes: [Node!]! }');

const complaints = (document: string, against = schema): string[] => validate(against, parse(document), [documentLimits]).map(({ message }) => message);
const all = (document: string): number => validate(schema, parse(document), [...specifiedRules, documentLimits]).length;
const nested = (depth: number): string => `{ ${'node { '.repeat(depth - 1)}id${' }'.repeat(depth - 1)} }`;
const aliases = (n: number): string => `{ ${Array.from({ length: n }, (_, i) => `a${i}: __typename`).join(' ')} }`;

describe('depth', () => {
  it('is allowed as far as the limit and refused one further', () => {
    expect(complaints(nested(MAX_DEPTH), tree)).toEqual([]);
    expect(complaints(nested(MAX_DEPTH + 1), tree)).toEqual(['The document has depth 11, and 10 is the most.']);
  });

  it('is counted through fragments, which add none of their own', () => {
    const through = (levels: number): string => `{ ...on Query { node { ...a } } } fragment a on Node { ${'node { '.repeat(levels - 2)}id${' }'.repeat(levels - 2)} }`;
    expect(complaints(through(MAX_DEPTH), tree)).toEqual([]);
    expect(complaints(through(MAX_DEPTH + 1), tree)).toHaveLength(1);
  });

  it('of introspection does not count', () => {
    expect(complaints(getIntrospectionQuery())).toEqual([]);
    expect(all(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }))).toBe(0);
    expect(complaints('{ __type(name: "Query") { fields { type { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } } }')).toEqual([]);
  });

  it('of circular fragments ends the counting, and the circle is refused', () => {
    const circle = '{ ...a } fragment a on Query { node { ...b } } fragment b on Node { node { ...c } } fragment c on Node { node { ...b } }';
    expect(complaints(circle, tree)).toEqual([]);
    expect(validate(tree, parse(circle)).map(({ message }) => message)).toEqual([expect.stringContaining('Cannot spread fragment "b" within itself')]);
  });

  it('of thousands of levels does not overflow the stack', () => {
    expect(complaints(nested(900), tree)).toHaveLength(1);
  });
});

describe('aliases', () => {
  it('are allowed as far as the limit and refused one further', () => {
    expect(complaints(aliases(MAX_ALIASES))).toEqual([]);
    expect(complaints(aliases(MAX_ALIASES + 1))).toEqual(['The document has aliases 51, and 50 is the most.']);
  });

  it('in a fragment count as often as the fragment is used', () => {
    const used = (times: number): string => `{ ${Array.from({ length: times }, () => `node { ...five }`).join(' ')} } fragment five on Node { a: id b: id c: id d: id e: id }`;
    expect(complaints(used(10), tree)).toEqual([]);
    expect(complaints(used(11), tree)).toEqual(['The document has aliases 55, and 50 is the most.']);
  });

  it('that fragments multiply without end are counted at once', () => {
    const bomb = `{ ...f0 } ${Array.from({ length: 60 }, (_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`).join(' ')} fragment f60 on Query { a: __typename }`;
    expect(complaints(bomb)).toEqual([expect.stringContaining('aliases'), expect.stringContaining('complexity')]);
  });
});

describe('complexity', () => {
  const FIELDS = 'pk sender senderName senderEmail senderPhone receiver receiverName receiverEmail receiverPhone purpose purposeDetail description type data';
  const lists = (n: number): string => `{ ${Array.from({ length: n }, (_, i) => `l${i}: getNotifications { ${FIELDS} }`).join(' ')} }`;

  it('allows several whole lists, and refuses more', () => {
    expect(complaints(lists(31))).toEqual([]);
    expect(complaints(lists(32))).toEqual([`The document has complexity 5120, and ${MAX_COMPLEXITY} is the most.`]);
  });

  it('grows tenfold with each list within a list', () => {
    expect(complaints('{ nodes { nodes { nodes { id } } } }', tree)).toEqual([]);
    expect(complaints('{ nodes { nodes { nodes { nodes { id } } } } }', tree)).toEqual(['The document has complexity 11130, and 5000 is the most.']);
  });

  it('is that of each operation by itself', () => {
    expect(complaints('query a { nodes { nodes { nodes { id } } } } query b { nodes { nodes { nodes { id } } } } query c { nodes { nodes { nodes { nodes { id } } } } }', tree)).toHaveLength(1);
  });

  it('of unknown fields and types is nothing to stumble over', () => {
    expect(complaints('{ nothing { at { all } } ...on Nobody { x } ...gone }')).toEqual([]);
  });
});
