import { ProviderClient, ProviderKind, type Channel, type MessageContent, type ProviderConfig, type SendOutcome, type Shipment } from '@ringpost/domain';

/** What a provider was asked to bring, and by which account. */
export interface Brought {
  readonly account: string;
  readonly shipment: Shipment;
}

/** A provider that answers as a test wants it to. Its accounts have a `name`. */
export class TestProvider extends ProviderKind {
  override readonly secrets = ['secret'];
  override readonly destinations: readonly string[] = [];
  override readonly timeoutMs = 2_000;
  override readonly concurrency = 100;
  readonly brought: Brought[] = [];
  /** How many connections to it are open. */
  connections = 0;
  /** What it answers. */
  answers: (shipment: Shipment, account: string) => SendOutcome | Promise<SendOutcome> = () => ({ kind: 'accepted', providerId: 'p-1', response: '200' });

  constructor(override readonly name: string, override readonly channel: Channel = 'push') {
    super();
  }

  override readConfig(config: ProviderConfig): ProviderConfig {
    return config;
  }

  override checkPublic(_config: ProviderConfig): void {}

  override check(_content: MessageContent): void {}

  override open({ name }: ProviderConfig): ProviderClient {
    this.connections++;
    const send = async (shipment: Shipment): Promise<SendOutcome> => {
      this.brought.push({ account: String(name), shipment });
      return this.answers(shipment, String(name));
    };
    return { send, close: async () => void this.connections-- };
  }

  /** What it was asked to bring to an address. */
  to(address: string): Shipment[] {
    return this.brought.flatMap(({ shipment }) => (shipment.address === address ? [shipment] : []));
  }
}
