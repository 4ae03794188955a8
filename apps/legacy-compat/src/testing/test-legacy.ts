import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { legacyContract } from '@ringpost/contracts/testing';
import { hashPassword, loginTokenHash, newLoginToken, type Purpose, type Vault } from '@ringpost/domain';
import { TestClock, vaultWith } from '@ringpost/domain/testing';
import { HealthService, Metrics, createLog, loadConfig, signToken, type TokenWish } from '@ringpost/edge';
import { LegacyAccountService, LegacyTokenService, PasswordQueue } from '@ringpost/messaging';
import { LegacyAccountRepository, Notifications, RateLimits, type Database } from '@ringpost/persistence';
import { createTestDatabase, type TestDatabase } from '@ringpost/persistence/testing';
import { createLegacy, type LegacyOptions } from '../create-legacy.js';
import { TestPhone } from './test-phone.js';

const SECRET = 'a secret of the tests, long enough for HS256';
export const PASSWORD = 'secret-123';
export const BASE: Record<Purpose, string> = { ring: '/v1/api/user/token', message: '/v1/api/user/message/token' };

/** A request as it is put on the wire. A body that is an object becomes JSON. */
export interface Call {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly address?: string;
}

/** What was answered, with the body as it was on the wire. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  // Tests look into bodies of every shape.
  readonly body: any;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
}

/** Who has an account. */
export interface Who {
  readonly username?: string;
  readonly user?: string;
  readonly tenant?: string;
  readonly phone?: string;
  readonly email?: string;
}

/** Where it runs: on a database of its own, beside another one on the same, or on what only looks like a database. */
export interface Place {
  readonly beside?: TestLegacy;
  readonly instead?: Database;
  readonly env?: Readonly<Record<string, string>>;
  readonly https?: LegacyOptions['https'];
}

/** What never hears anything: nothing is remembered then. */
const DEAF = { listen: async () => undefined, isLive: false, epoch: 0, close: async () => undefined };

let made = 0;
// Once for all: each would take as long as a login.
const hashed = hashPassword(PASSWORD);
const nobodyYet = (): Required<Pick<Who, 'username' | 'user' | 'tenant'>> => ({ username: `user_${++made}`, user: `usr_${made}`, tenant: 'tnt_1' });

/** The surface for older apps, called without a port. Every answer is compared with the contract. */
export class TestLegacy {
  /** `<operation> <status> <message>` of every answer. */
  readonly seen = new Set<string>();

  private constructor(
    readonly app: NestFastifyApplication,
    readonly db: Database,
    readonly vault: Vault,
    readonly clock: TestClock,
    readonly rateLimits: RateLimits,
    private readonly database: TestDatabase | undefined,
    private readonly closeOthers: () => Promise<void>,
  ) {}

  static async start({ beside, instead, env, https }: Place = {}): Promise<TestLegacy> {
    const vault = beside?.vault ?? vaultWith(), clock = beside?.clock ?? new TestClock();
    const database = beside?.database ?? (instead ? undefined : await createTestDatabase());
    const db = instead ?? database!.db;
    const config = loadConfig({ AUTH_JWT_SECRET: SECRET, ...env });
    const log = createLog('silent');
    const notifications = database ? await Notifications.open({ url: database.url, log }) : DEAF;
    const rateLimits = await RateLimits.open(db, { log });
    const app = await createLegacy({ config, secrets: { jwtSecret: SECRET }, vault, database: db, rateLimits, notifications, log, clock, health: new HealthService([], log), metrics: new Metrics(), https });
    return new TestLegacy(app, db, vault, clock, rateLimits, database, async () => {
      await notifications.close();
      await rateLimits.close();
      if (!beside) await database?.drop();
    });
  }

  /** Makes an account; its password is `PASSWORD`. */
  async account(who: Who = {}): Promise<string> {
    const { username, user, tenant, phone, email } = { ...nobodyYet(), ...who };
    const accounts = new LegacyAccountService(this.db, new LegacyAccountRepository(this.db), this.app.get(LegacyTokenService), new PasswordQueue(), this.clock);
    await accounts.set({ tenantId: tenant, userId: user, username, password: PASSWORD, phone, email });
    return username;
  }

  /** The phone of a new user who has logged in. */
  async phone(who: Pick<Who, 'user' | 'tenant'> = {}): Promise<TestPhone> {
    const { username, user, tenant } = { ...nobodyYet(), ...who };
    const accounts = new LegacyAccountRepository(this.db), token = newLoginToken(), password = await hashed;
    await this.db.runAsSystem('login', async (tx) => {
      const account = { tenant_id: tenant, number: await accounts.add(tx, tenant, user, password, this.clock.now()) };
      await accounts.name(tx, account, 'username', username);
      await accounts.addSession(tx, account, loginTokenHash(token), 30);
    });
    return new TestPhone(this, username, token);
  }

  /** Another phone of an account, which logs in. */
  async again(username: string): Promise<TestPhone> {
    const { status, text, body } = await this.login(username, PASSWORD);
    if (status !== 201) throw new Error(`the login failed: ${text}`);
    return new TestPhone(this, username, body.token as string);
  }

  /** Each from an address of its own, unless told. */
  login(username: unknown, password: unknown, address = `10.0.${++made >> 8}.${made & 255}`): Promise<Answered> {
    return this.call('POST', '/v1/api/user/login', { body: { username, password }, address });
  }

  jwt(wish: Partial<TokenWish> = {}): Promise<string> {
    return signToken(SECRET, { user: 'usr_jwt', tenant: 'tnt_1', ttlSeconds: 600, now: this.clock.now(), ...wish });
  }

  async call(method: string, url: string, { headers = {}, body, address = '127.0.0.1' }: Call = {}): Promise<Answered> {
    const raw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
    const payload = raw ? body : JSON.stringify(body);
    const answer = await this.app.inject({ method: method as 'GET', url, headers: { ...(raw ? {} : { 'content-type': 'application/json' }), ...headers }, remoteAddress: address, ...(payload === undefined ? {} : { payload: payload as string }) });
    return this.kept(method, url, { status: answer.statusCode, text: answer.body, body: parsed(answer.body), headers: answer.headers as Answered['headers'] });
  }

  /** Rows of SQL across tenants. */
  sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.db.runAsSystem('diagnosis', (tx) => tx.sql<Row>(text, values));
  }

  /** SQL as the owner of the schema. */
  async asOwner(text: string): Promise<void> {
    await this.db.asOwner((tx) => tx.sql(text));
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.closeOthers();
  }

  private kept(method: string, url: string, answer: Answered): Answered {
    const operation = operationAt(method, url);
    if (operation === undefined) return answer;
    const faults = legacyContract.answerFaults(operation, answer.status, answer.body);
    if (faults.length > 0) throw new Error(`not as the contract has it: ${operation} ${answer.status} ${answer.text}: ${faults.join('; ')}`);
    this.seen.add([operation, answer.status, answer.body?.message ?? ''].join(' '));
    return answer;
  }
}

const ROUTES = legacyContract.operations.map(({ id, method, path }) => ({ id, method: method.toUpperCase(), path: new RegExp(`^${path.replace('{serial}', '[^/?]+')}/?(\\?.*)?$`) }));

const operationAt = (method: string, url: string): string | undefined => ROUTES.find((route) => route.method === method && route.path.test(url))?.id;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
