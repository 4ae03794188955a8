import { createHash } from 'node:crypto';
import { SocketTokens, loginTokenHash, type Actor, type Vault } from '@ringpost/domain';
import { keyNamed } from '@ringpost/domain/testing';
import {
  AcceptanceRepository, AuditRepository, LegacyAccountRepository, Notifications, PushTokenRepository, SocketDeliveryRepository, SocketPresenceRepository, WakeUpRepository, newProcess, type Database,
} from '@ringpost/persistence';
import { LegacyAccountService } from '../legacy/legacy-account.service.js';
import { LegacySessionService, type LoginRules } from '../legacy/legacy-session.service.js';
import { LegacyTokenService, type LegacyCaller, type LegacyRegistration } from '../legacy/legacy-token.service.js';
import { PasswordQueue } from '../legacy/password-queue.js';
import { WakeUps } from '../sending/wake-ups.js';
import { SocketDeliveryService } from '../socket/socket-delivery.service.js';
import { SocketEventService } from '../socket/socket-event.service.js';
import { SocketLineService } from '../socket/socket-line.service.js';
import { TokenPlacement } from '../tokens/token-placement.js';
import type { TestMessaging } from './test-messaging.js';
import { TestRateLimit } from './test-rate-limit.js';

/** One process as others see it: what it hears, and the number it is known by. */
export interface TestProcess {
  readonly id: number;
  readonly notifications: Notifications;
}

/** What serves old phones, on the database of an application under test. */
export class TestOldPhones {
  readonly passwords = new PasswordQueue();
  /** Messages that could not be opened. */
  readonly complaints = { told: 0, error: (): void => { this.complaints.told++; } };
  /** How often one name, and one address, may try to log in. */
  readonly limits = { account: new TestRateLimit(), address: new TestRateLimit() };
  readonly accounts: LegacyAccountService;
  readonly events: SocketEventService;
  private readonly processes: TestProcess[] = [];

  constructor(private readonly app: TestMessaging) {
    this.accounts = new LegacyAccountService(app.db, new LegacyAccountRepository(app.db), this.tokens(), this.passwords, app.clock);
    this.events = this.eventsBy(app.vault);
  }

  /** The registries as a process with these keys sees them; through another database when one is given. */
  tokens({ vault = this.app.vault, db = this.app.db }: { vault?: Vault; db?: Database } = {}): LegacyTokenService {
    const tokens = new PushTokenRepository(db);
    return new LegacyTokenService(db, tokens, new LegacyAccountRepository(db), new TokenPlacement(tokens, new AuditRepository(), this.app.clock, this.app.ids), vault, this.app.clock);
  }

  /** A process of its own; it hears until `stop`. */
  async process(): Promise<TestProcess> {
    const { id, greeting } = newProcess();
    const notifications = await Notifications.open({ url: this.app.database.url, greeting, log: { info: () => undefined, warn: () => undefined } });
    const process = { id, notifications };
    this.processes.push(process);
    return process;
  }

  /** Logins as one process serves them. */
  async sessions({ accounts = new LegacyAccountRepository(this.app.db), notifications, passwords = this.passwords, ...rules }: Partial<LoginRules> & {
    accounts?: LegacyAccountRepository; notifications?: Pick<Notifications, 'listen' | 'isLive' | 'epoch'>; passwords?: PasswordQueue;
  } = {}): Promise<LegacySessionService> {
    const heard = notifications ?? (await this.process()).notifications;
    const sessions = new LegacySessionService(this.app.db, accounts, this.tokens(), passwords, heard, { days: 30, strict: false, limits: this.limits, ...rules }, this.app.clock);
    await sessions.start();
    return sessions;
  }

  /** Events as a process with these keys accepts them. */
  eventsBy(vault: Vault): SocketEventService {
    const { db, clock, ids } = this.app;
    const socket = new SocketDeliveryRepository(db, new Date());
    return new SocketEventService(db, socket, new AcceptanceRepository(db), new WakeUps(db, new WakeUpRepository(db), socket, 'test'), vault, clock, ids);
  }

  /** Deliveries as a process with these keys makes them. */
  deliveries(process: number, vault: Vault = this.app.vault): SocketDeliveryService {
    return new SocketDeliveryService(new SocketDeliveryRepository(this.app.db, new Date()), vault, process, this.complaints);
  }

  /** Connections of a process; tokens are made by the keys with these names. */
  lines(process: number, ...keys: string[]): SocketLineService {
    return new SocketLineService(this.app.db, new SocketPresenceRepository(this.app.db), new SocketTokens((keys.length > 0 ? keys : ['first']).map(keyNamed)), process);
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.splice(0).map(({ notifications }) => notifications.close()));
  }
}

/** Somebody by a token of another issuer: no login of ours has to be made for it. */
export const callerOf = (actor: Actor, token = 'token'): LegacyCaller => ({ actor, session: loginTokenHash(`${token} of ${actor.userId}`), byLogin: false });

/** What an old build sends. */
export const oldBuild = (token: string, more: Partial<LegacyRegistration> = {}): LegacyRegistration => ({ token, language: 'zh', defaultAppId: 'com.example.default', ...more });

/** A text that reads as a token of APNs. */
export const appleToken = (name: string): string => createHash('sha256').update(name).digest('hex');
