import type { Channel } from '../delivery.js';
import type { Environment, Purpose } from '../push-token.js';
import type { MessageContent } from './content.js';
import type { SendOutcome } from './outcome.js';

/** Whom an e-mail goes to. */
export interface EmailEnvelope {
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
}

/** One message on its way to one address. */
export interface Shipment {
  /** The delivery, a uuid: the same at every try, so that a provider knows one that comes again. */
  readonly deliveryId: string;
  readonly content: MessageContent;
  /** A push token, or a phone number. Empty for an e-mail, which has its `envelope`. */
  readonly address: string;
  readonly envelope?: EmailEnvelope;
  /** What the token was registered for; `message` where there is none. */
  readonly purpose: Purpose;
  readonly environment: Environment;
  /** The bundle id that the token was registered with; `''` when it named none. */
  readonly appId: string;
  readonly expiresAt: Date;
}

/** What an account is configured with, as its provider wants it: members of a JSON object. */
export type ProviderConfig = Readonly<Record<string, unknown>>;

/** Where an account may connect to: only to addresses of the public Internet, as one made over an API, or also to this machine and its networks. */
export type Reach = 'public' | 'anywhere';

/** A connection to a provider on one account's behalf. */
export abstract class ProviderClient {
  /**
   * Tries once, and always answers within `timeoutMs`, also when the provider does not. Never rejects, never tries again, never
   * logs or answers an address.
   */
  abstract send(shipment: Shipment, timeoutMs: number): Promise<SendOutcome>;
  /** Lets what is under way end, at most for a second or two, and closes all connections. */
  abstract close(): Promise<void>;
}

/** A kind of provider: what its accounts are configured with, and what it can carry. */
export abstract class ProviderKind<Config extends ProviderConfig = ProviderConfig> {
  /** As tokens and the log name it. */
  abstract readonly name: string;
  abstract readonly channel: Channel;
  /** Members of the configuration that are never shown again. */
  abstract readonly secrets: readonly (keyof Config & string)[];
  /** Members that decide who gets what a secret proves, and who else may read it: with another value of theirs, stored secrets have to be given again. */
  abstract readonly destinations: readonly (keyof Config & string)[];
  /** Sends of one process at once, for an account that does not say (`concurrency`). */
  abstract readonly concurrency: number;
  /** Sends of all processes in a second, for an account that does not say (`per_second`); none when left out. */
  readonly perSecond?: number;
  /** How long one send may take, in milliseconds. */
  abstract readonly timeoutMs: number;
  /** Checks a configuration and fills in what it leaves out. Errors: `invalid_request`, naming the member as `config.<member>`. */
  abstract readConfig(config: ProviderConfig): Config;
  /**
   * Fails with `invalid_request`, naming the member, where a configuration says itself that it leads to no public address. What a name
   * leads to turns out with each connection.
   */
  abstract checkPublic(config: Config): void;
  /** Fails with `payload_too_large` when the provider would refuse the content for its size. */
  abstract check(content: MessageContent, purpose: Purpose): void;
  /** `reach`: `public` refuses each connection to another address, whatever a name leads to by then. */
  abstract open(config: Config, reach: Reach): ProviderClient;
}

/** The kinds of providers that there are. */
export class ProviderKinds {
  private readonly kinds: ReadonlyMap<string, ProviderKind>;

  constructor(kinds: readonly ProviderKind[]) {
    this.kinds = new Map(kinds.map((kind) => [kind.name, kind]));
  }

  get(name: string): ProviderKind | undefined {
    return this.kinds.get(name);
  }

  get names(): string[] {
    return [...this.kinds.keys()];
  }
}
