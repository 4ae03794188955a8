import { invalidField, type DomainError, type FieldError, type ProviderConfig } from '@ringpost/domain';
import { mayBePublic } from './public-lookup.js';

const LONGEST = 500;

/** Reads members of a provider's configuration. Each method answers undefined for a member that is left out. Errors: `invalid_request`, naming `config.<member>`. */
export class ConfigMembers {
  constructor(private readonly config: ProviderConfig, private readonly path = 'config') {}

  text(name: string, longest = LONGEST): string | undefined {
    const value = this.config[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw this.wrong(name, 'type', 'must be a text');
    if (value === '' || value.length > longest) throw this.wrong(name, 'length', `must have 1 to ${longest} characters`);
    return value;
  }

  number(name: string, most: number): number | undefined {
    const value = this.config[name];
    if (value === undefined) return undefined;
    if (!Number.isInteger(value)) throw this.wrong(name, 'type', 'must be a whole number');
    if (Number(value) < 1 || Number(value) > most) throw this.wrong(name, 'range', `must be between 1 and ${most}`);
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.config[name];
    if (value !== undefined && typeof value !== 'boolean') throw this.wrong(name, 'type', 'must be true or false');
    return value;
  }

  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const value = this.text(name);
    if (value !== undefined && !words.includes(value as Word)) throw this.wrong(name, 'enum', `must be one of ${words.join(', ')}`);
    return value as Word | undefined;
  }

  /** A text that is what `read` makes something of. `what`: the words for it. */
  readable(name: string, what: string, read: (text: string) => unknown, longest = LONGEST): string | undefined {
    const value = this.text(name, longest);
    if (value !== undefined && !isReadable(value, read)) throw this.wrong(name, 'format', `must be ${what}`);
    return value;
  }

  required<Value>(name: string, value: Value | undefined): Value {
    if (value === undefined) throw this.wrong(name, 'required', 'is needed');
    return value;
  }

  /** The members of a member that is an object. */
  object(name: string): ConfigMembers | undefined {
    const value = this.config[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.wrong(name, 'type', 'must be an object');
    return new ConfigMembers(value as ProviderConfig, `${this.path}.${name}`);
  }

  wrong(name: string, code: FieldError['code'], words: string): DomainError {
    return invalidField(`${this.path}.${name}`, code, `${this.path}.${name} ${words}`);
  }
}

/** Fails with `invalid_request`, naming `config.<member>`, where a host can be no public one. */
export function requirePublic(member: string, host: string): void {
  if (!mayBePublic(host)) throw new ConfigMembers({}).wrong(member, 'format', 'leads to a private address, which only the command line may set');
}

function isReadable(text: string, read: (text: string) => unknown): boolean {
  try {
    const made = read(text);
    return made !== undefined && made !== false;
  } catch {
    return false; // whatever read it says the same by throwing
  }
}
