import { Actor, type Scope, type Vault } from '@ringpost/domain';
import { TestClock, idsBy, vaultWith } from '@ringpost/domain/testing';
import {
  AuditRepository, DeliveryRepository, DeviceRepository, IdempotencyRepository, InboxRepository, InstallationRepository, MaintenanceRepository, PushTokenRepository, RecipientRepository,
  SealedTokenRepository, ShareRepository, SocketDeliveryRepository, type Database,
} from '@ringpost/persistence';
import { createTestDatabase, type TestDatabase } from '@ringpost/persistence/testing';
import { DeliveryLogService } from '../deliveries/delivery-log.service.js';
import { DeviceService } from '../devices/device.service.js';
import { FeedService } from '../inbox/feed.service.js';
import { IdempotencyService } from '../operations/idempotency.service.js';
import { InboxService } from '../inbox/inbox.service.js';
import { MaintenanceService } from '../operations/maintenance.service.js';
import { MembershipService } from '../devices/membership.service.js';
import { PushTokenService } from '../tokens/push-token.service.js';
import { RecipientService } from '../recipients/recipient.service.js';
import { ShareNoticeService } from '../devices/share-notice.service.js';
import { SharingService } from '../devices/sharing.service.js';
import { TokenPlacement } from '../tokens/token-placement.js';
import { VaultService } from '../operations/vault.service.js';
import { VerifiedAddressService } from '../devices/verified-address.service.js';
import { TestRateLimit } from './test-rate-limit.js';

/** The whole application on a database of its own, with a clock that a test moves. */
export class TestMessaging {
  readonly clock = new TestClock();
  readonly ids = idsBy(this.clock);
  /** How often addresses may be looked up. */
  readonly lookups = new TestRateLimit();
  readonly db: Database;
  readonly inbox: InboxService;
  readonly devices: DeviceService;
  readonly recipients: RecipientService;
  readonly sharing: SharingService;
  readonly feed: FeedService;
  readonly deliveries: DeliveryLogService;
  readonly idempotency: IdempotencyService;
  readonly maintenance: MaintenanceService;
  private readonly memberships: MembershipService;
  private readonly notices: ShareNoticeService;

  private constructor(readonly database: TestDatabase, readonly vault: Vault) {
    const { db } = database;
    this.db = db;
    this.inbox = new InboxService(db, new InboxRepository(db), this.clock, this.ids);
    this.recipients = new RecipientService(db, new RecipientRepository(db), this.clock);
    const devices = new DeviceRepository(db);
    this.memberships = new MembershipService(db, devices, this.ids);
    this.notices = new ShareNoticeService(devices, new ShareRepository(), new InboxRepository(db), new RecipientRepository(db), this.clock, this.ids);
    this.devices = new DeviceService(db, devices, new AuditRepository(), this.clock, this.ids, this.memberships, this.notices);
    this.sharing = this.sharingBy(vault);
    this.feed = this.feedBy(vault);
    this.deliveries = new DeliveryLogService(new DeliveryRepository(db));
    this.idempotency = new IdempotencyService(db, new IdempotencyRepository(), this.clock);
    this.maintenance = new MaintenanceService(db, new MaintenanceRepository(), new SocketDeliveryRepository(db, this.clock.now()), { notification: 365, delivery: 90, attempt: 30 }, this.clock);
  }

  static async start(): Promise<TestMessaging> {
    return new TestMessaging(await createTestDatabase(), vaultWith());
  }

  /** Push tokens as a process with these keys sees them. */
  pushTokens(vault: Vault = this.vault): PushTokenService {
    const tokens = new PushTokenRepository(this.db);
    return new PushTokenService(this.db, tokens, new TokenPlacement(tokens, new AuditRepository(), this.clock, this.ids), vault, this.clock);
  }

  /** Sharing as a process with these keys does it. */
  sharingBy(vault: Vault): SharingService {
    const addresses = new VerifiedAddressService(new RecipientRepository(this.db), this.lookups);
    return new SharingService(new DeviceRepository(this.db), new ShareRepository(), this.memberships, addresses, this.notices, vault, this.clock);
  }

  /** The feed as a process with these keys reads it; through another database, as far as statements go, when one is given. */
  feedBy(vault: Vault, db: Database = this.db): FeedService {
    return new FeedService(new InboxRepository(db), vault);
  }

  /** Key work as a process with these keys does it. */
  vaultService(vault: Vault = this.vault): VaultService {
    return new VaultService(this.db, new InstallationRepository(), new SealedTokenRepository(), vault);
  }

  /** Rows of SQL across tenants. */
  rows<Row extends object = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.db.runAsSystem('diagnosis', (tx) => tx.sql<Row>(sql, values));
  }

  stop(): Promise<void> {
    return this.database.drop();
  }
}

let made = 0;

/** Somebody in a tenant where nobody else of the test file is. */
export const actorInNewTenant = (userId: string, ...scopes: Scope[]): Actor => Actor.of(`tnt_${++made}`, userId, ...scopes);

/** Somebody else of the same tenant. */
export const colleagueOf = ({ tenantId }: Actor, userId: string, ...scopes: Scope[]): Actor => Actor.of(tenantId, userId, ...scopes);
