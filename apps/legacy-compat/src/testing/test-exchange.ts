import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { Actor, IdGenerator, SystemClock, socketHashOf, type PhoneEventDraft } from '@ringpost/domain';
import { vaultWith } from '@ringpost/domain/testing';
import { Metrics, loadConfig, type Log, type TlsMaterial } from '@ringpost/edge';
import { LegacyTokenService, SocketEventService, TokenPlacement, WakeUps } from '@ringpost/messaging';
import { AcceptanceRepository, AuditRepository, LegacyAccountRepository, Notifications, PushTokenRepository, SocketDeliveryRepository, WakeUpRepository, newProcess, type DeliveryKey } from '@ringpost/persistence';
import type { TestDatabase } from '@ringpost/persistence/testing';
import { createPushSocket, type PushSocket } from '../push-socket.module.js';
import { testCertificate } from '../socket/testing/test-certificate.js';
import { TestPhone } from '../socket/testing/test-phone.js';

const clock = new SystemClock();
const vault = vaultWith();
const KEYS = [randomBytes(32)];
let certificate: Promise<{ cert: string; key: string }> | undefined;
let made = 0;

/** A phone with the token that the socket gave it. */
export interface PhoneOnSocket {
  readonly phone: TestPhone;
  readonly token: string;
}

/** One process's push socket on a database that it may share with others. */
export class TestExchange {
  readonly metrics = new Metrics();
  readonly lines: string[] = [];
  port = 0;
  private socket: PushSocket;
  private notifications: Notifications;

  private constructor(readonly database: TestDatabase, private readonly keys: readonly Buffer[]) {}

  static async start(database: TestDatabase, { keys = KEYS }: { keys?: readonly Buffer[] } = {}): Promise<TestExchange> {
    const exchange = new TestExchange(database, keys);
    await exchange.open();
    return exchange;
  }

  private async open(): Promise<void> {
    const log = pino({ level: 'info' }, { write: (line: string) => { this.lines.push(line); } }) as Log;
    const { id, greeting } = newProcess();
    const tls = (await (certificate ??= testCertificate())) as unknown as { cert: string; key: string };
    this.notifications = await Notifications.open({ url: this.database.url, log, greeting });
    const config = { ...loadConfig({}), pushSocketPort: 0 };
    const material: TlsMaterial = { cert: [tls.cert], key: [tls.key], minVersion: 'TLSv1.2' };
    this.socket = createPushSocket({ config, secrets: { socketTokenKeys: this.keys }, vault, database: this.database.db, notifications: this.notifications, process: id, tls: material, log, clock, metrics: this.metrics });
    this.port = await this.socket.listen();
  }

  /** A phone that connects, registers and has its token; without `imei` one that nobody has seen before. */
  async connect(imei = `86${String(++made).padStart(13, '0')}`): Promise<PhoneOnSocket> {
    const phone = (await TestPhone.connect(this.port)).register({ imei });
    const { payload } = await phone.next();
    return { phone, token: (JSON.parse(payload) as { token: string }).token };
  }

  async stop(): Promise<void> {
    await this.socket.close();
    await this.notifications.close();
  }
}

class Unwoken extends SocketDeliveryRepository {
  override async wake(): Promise<void> {}
}

/** What goes on around the sockets of a database. */
export class TestPhones {
  private readonly ids = new IdGenerator(clock, randomBytes);
  private readonly events: SocketEventService;
  private readonly tokens: LegacyTokenService;

  /** @param wakes false: nobody is told when something is stored. */
  constructor(private readonly database: TestDatabase, { wakes = true } = {}) {
    const { db } = database, rows = new PushTokenRepository(db);
    const socket = new (wakes ? SocketDeliveryRepository : Unwoken)(db, clock.now());
    this.events = new SocketEventService(db, socket, new AcceptanceRepository(db), new WakeUps(db, new WakeUpRepository(db), socket, 'test'), vault, clock, this.ids);
    this.tokens = new LegacyTokenService(db, rows, new LegacyAccountRepository(db), new TokenPlacement(rows, new AuditRepository(), clock, this.ids), vault, clock);
  }

  /** Registers a token in both registries, as an app does. */
  async register(token: string, userId = 'usr_1', tenantId = 'tnt_1'): Promise<void> {
    const caller = { actor: Actor.of(tenantId, userId), session: randomBytes(32), byLogin: false };
    for (const purpose of ['ring', 'message'] as const) await this.tokens.register(caller, purpose, { token, language: 'en', defaultAppId: 'com.example.bell' });
  }

  /** Stores an event, of a ring unless something else is said. */
  ring(token: string, draft: Partial<PhoneEventDraft> = {}, ttlSeconds?: number): Promise<DeliveryKey> {
    return this.events.send(token, { uid: 'cam-1', type: 1, alert: 'Ding dong', ...draft }, { ttlSeconds, strangersTenant: 'tnt_strangers' });
  }

  /** The statuses of what was sent to a token's user, the oldest first. */
  async statuses(...keys: readonly DeliveryKey[]): Promise<string[]> {
    return Promise.all(keys.map(async (key) => (await this.events.stateOf(key)).status));
  }

  /** Which processes hold a token. */
  async holders(token: string): Promise<number> {
    const [row] = await this.database.db.runAsSystem('diagnosis', (tx) => tx.sql<{ n: number }>('select count(*)::int as n from socket_presence where token_hash = $1', [socketHashOf(token)]));
    return row!.n;
  }
}
