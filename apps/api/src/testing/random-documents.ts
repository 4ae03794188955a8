/** A document, and sets of variables to execute it with. */
export interface RandomDocument {
  readonly document: string;
  readonly variables: readonly (Record<string, boolean> | undefined)[];
}

interface Fragment {
  readonly name: string;
  readonly on: string;
  body: string;
}

const FIELDS = ['pk', 'sender', 'senderName', 'receiver', 'type', 'purpose', 'data', 'description', '__typename'];
const LISTS = ['getNotifications(all: true)', 'getNotifications(all: true)', 'b: getNotifications(all: true)', 'c: getNotifications', 'd: getNotifications(all: $v0)'];
const TYPES = ['Boolean!', 'Boolean!', 'Boolean = true', 'Boolean = false', 'Boolean! = true'];
const SETS = 3;

/** Valid documents on the list of notifications, with fragments, aliases, conditions and variables: the same ones for a seed. */
export class RandomDocuments {
  private fragments: Fragment[] = [];
  private types: string[] = [];
  private used = new Set<number>();

  constructor(private state: number) {}

  next(): RandomDocument {
    this.fragments = [];
    this.used = new Set();
    this.types = Array.from({ length: 3 }, () => this.pick(TYPES));
    const body = this.selections('Query', 0, []);
    const declared = [...this.used].sort();
    const head = declared.length === 0 ? 'query' : `query (${declared.map((i) => `$v${i}: ${this.types[i]}`).join(', ')})`;
    const document = `${head} { ${body} }${this.fragments.map(({ name, on, body: inside }) => ` fragment ${name} on ${on} { ${inside} }`).join('')}`;
    return { document, variables: declared.length === 0 ? [undefined] : Array.from({ length: SETS }, () => this.values(declared)) };
  }

  private selections(on: string, depth: number, open: readonly string[]): string {
    return Array.from({ length: 1 + this.below(3) }, () => this.selection(on, depth, open)).join(' ');
  }

  private selection(on: string, depth: number, open: readonly string[]): string {
    const kind = this.below(10);
    if (depth < 3 && kind > 7) return `...${this.fragment(on, depth, open)}${this.condition()}`;
    if (depth < 3 && kind > 5) return `...${this.pick(['', ` on ${on}`])}${this.condition()} { ${this.selections(on, depth + 1, open)} }`;
    if (on === 'Query' && kind > 0) return this.list(depth, open);
    const field = on === 'Query' ? '__typename' : this.pick(FIELDS);
    return `${this.pick(['', '', '', `a_${field}: `])}${field}${this.condition()}`;
  }

  private list(depth: number, open: readonly string[]): string {
    const list = this.pick(LISTS);
    if (list.includes('$')) this.used.add(0);
    return `${list}${this.condition()} { ${this.selections('Notification', depth, open)} }`;
  }

  // One that is there already, unless that would be a circle, or a new one.
  private fragment(on: string, depth: number, open: readonly string[]): string {
    const known = this.fragments.filter((fragment) => fragment.on === on && !open.includes(fragment.name));
    if (known.length > 0 && this.below(3) > 0) return this.pick(known).name;
    const fragment: Fragment = { name: `F${this.fragments.length}`, on, body: '' };
    const around = [...this.fragments.map(({ name }) => name), fragment.name];
    this.fragments.push(fragment);
    fragment.body = this.selections(on, depth + 1, around);
    return fragment.name;
  }

  private condition(): string {
    if (this.below(10) > 2) return '';
    const variable = this.below(this.types.length + 1);
    if (variable < this.types.length) this.used.add(variable);
    return ` @${this.pick(['skip', 'include'])}(if: ${variable < this.types.length ? `$v${variable}` : this.pick(['true', 'false'])})`;
  }

  private values(declared: readonly number[]): Record<string, boolean> {
    const given = declared.filter((i) => this.types[i] === 'Boolean!' || this.below(2) === 0);
    return Object.fromEntries(given.map((i) => [`v${i}`, this.below(2) === 0]));
  }

  private pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  private below(n: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * n);
  }
}
