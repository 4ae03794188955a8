import { ProviderKinds, type Actor, type Vault } from '@ringpost/domain';
import {
  AcceptanceRepository, AuditRepository, ProviderAccountRepository, SendQueueRepository, SocketDeliveryRepository, TokenVerdictRepository, WakeUpRepository,
} from '@ringpost/persistence';
import { AccountDirectory } from '../accounts/account-directory.js';
import { ProviderAccountService, type ProviderAccountRequest } from '../accounts/provider-account.service.js';
import { ReachableProviders } from '../accounts/reachable-providers.js';
import { AudienceExpander } from '../sending/audience-expander.js';
import { Audience } from '../sending/audience.js';
import { BulkService } from '../sending/bulk.service.js';
import { DeliveryMaker } from '../sending/delivery-maker.js';
import { ProviderClients } from '../sending/engine/provider-clients.js';
import { NO_FIGURES } from '../sending/engine/send-figures.js';
import { Sender } from '../sending/engine/sender.js';
import { VerdictBatch } from '../sending/engine/verdict-batch.js';
import { MessageWriter } from '../sending/message-writer.js';
import { SendService } from '../sending/send.service.js';
import { WakeUps } from '../sending/wake-ups.js';
import { TokenVerdictService } from '../tokens/token-verdict.service.js';
import type { TestMessaging } from './test-messaging.js';
import { TestProvider } from './test-provider.js';
import { TestRateLimit } from './test-rate-limit.js';

/** What the log and the tries say of a delivery. */
export interface DeliveryFacts {
  readonly id: string;
  readonly status: string;
  readonly error: string | null;
  readonly response: string | null;
  readonly provider: string | null;
  readonly attempts: number;
  readonly outcomes: readonly string[];
}

/** Sending with providers that a test makes answer, on the database of an application under test. */
export class TestSending {
  readonly apns = new TestProvider('apns');
  readonly fcm = new TestProvider('fcm');
  readonly smtp = new TestProvider('smtp', 'email');
  readonly kinds = new ProviderKinds([this.apns, this.fcm, this.smtp]);
  readonly complaints: string[] = [];
  /** What goes to providers in a second. */
  readonly pace = new TestRateLimit();
  readonly wakeUps: WakeUps;
  readonly acceptances: AcceptanceRepository;
  readonly audience: Audience;
  readonly send: SendService;
  readonly bulk: BulkService;
  readonly accounts: ProviderAccountService;
  readonly directory: AccountDirectory;
  readonly make: DeliveryMaker;
  private readonly senders: Sender[] = [];
  private readonly log = { info: () => undefined, warn: (_context: object, message: string) => void this.complaints.push(message), error: (_context: object, message: string) => void this.complaints.push(message) };

  /** As a process with these keys sends. */
  constructor(private readonly app: TestMessaging, private readonly vault: Vault = app.vault) {
    const { db, clock, ids } = app;
    this.wakeUps = new WakeUps(db, new WakeUpRepository(db), new SocketDeliveryRepository(db, clock.now()), 'test');
    this.acceptances = new AcceptanceRepository(db);
    this.make = new DeliveryMaker(vault, ids);
    this.audience = new Audience(this.acceptances, this.make, this.wakeUps, vault);
    const messages = new MessageWriter(db, this.acceptances, this.wakeUps, vault);
    this.send = new SendService(this.acceptances, this.make, messages, this.kinds, vault, clock, ids);
    this.bulk = new BulkService(db, this.audience, messages, this.kinds, clock, ids);
    this.accounts = new ProviderAccountService(db, new ProviderAccountRepository(), new AuditRepository(), new ReachableProviders(this.kinds, 'anywhere'), vault, clock, ids);
    this.directory = new AccountDirectory(db, new ProviderAccountRepository(), vault, this.kinds, this.log, clock);
  }

  /** An account of the actor's tenant. */
  async hasAccount(actor: Actor, request: Omit<ProviderAccountRequest, 'config'> & { readonly name?: string; readonly config?: object }): Promise<void> {
    const { name = 'first', config, ...rest } = request;
    await this.accounts.create(actor, { ...rest, config: { name, secret: 'hidden', ...config } });
    this.directory.forget(actor.tenantId);
  }

  /** A worker of its own that sends from now on. */
  worker(): Sender {
    const { db, clock, ids } = this.app, { vault } = this;
    const queue = new SendQueueRepository(db, clock.now()), tokens = new TokenVerdictService(db, new TokenVerdictRepository(), clock, this.log);
    const expander = new AudienceExpander(db, queue, this.acceptances, this.audience, vault, clock, this.log);
    const sender = new Sender({
      accounts: this.directory, clients: new ProviderClients(() => this.pace), tokens, verdicts: new VerdictBatch(tokens, this.log), vault, ids, clock, figures: NO_FIGURES, log: this.log, queue, expander, wakeUps: this.wakeUps,
    });
    sender.start();
    this.senders.push(sender);
    return sender;
  }

  /** The deliveries of a message, in the order in which they were made. */
  facts(messageId: string): Promise<DeliveryFacts[]> {
    return this.app.rows<DeliveryFacts & Record<string, unknown>>(
      `select d.id, d.status, d.error, d.response, d.provider, d.attempts, coalesce((select array_agg(a.outcome order by a.number) from attempt a where a.tenant_id = d.tenant_id and a.delivery_id = d.id), '{}') as outcomes
       from delivery d where d.message_id = $1 order by d.id`,
      [messageId],
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.senders.splice(0).map((sender) => sender.stop()));
  }
}
