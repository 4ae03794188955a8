import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { SystemClock, Vault, type Scope } from '@ringpost/domain';
import { HealthService, Metrics, loadConfig, signToken, type Log } from '@ringpost/edge';
import { WakeUps } from '@ringpost/messaging';
import { RateLimits, SocketDeliveryRepository, WakeUpRepository, type Database } from '@ringpost/persistence';
import { createTestDatabase, type TestDatabase } from '@ringpost/persistence/testing';
import { createApi } from '../create-api.js';

const SECRET = 'a secret of the tests, long enough for HS256';

const clock = new SystemClock();

/** Who calls. */
export interface Who {
  readonly user?: string;
  readonly tenant?: string;
  readonly scopes?: readonly Scope[];
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A call of the API. */
export interface Call {
  readonly as?: Who | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What was answered. */
export interface Answered {
  readonly status: number;
  // Tests look into bodies of every shape.
  readonly body: any;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
}

/** The API on a database of its own. */
export class TestApi {
  private constructor(
    readonly app: NestFastifyApplication,
    /** What was logged, a line each. */
    readonly lines: readonly string[],
    readonly health: HealthService,
    private readonly database: TestDatabase | undefined,
    private readonly rateLimits: RateLimits,
  ) {}

  /** Starts it; `instead` replaces the database, to see what callers get when it fails. `env`: variables of the environment. */
  static async start({ instead, env }: { instead?: Database; env?: Readonly<Record<string, string>> } = {}): Promise<TestApi> {
    const vault = new Vault([randomBytes(32)], randomBytes(32));
    const database = instead ? undefined : await createTestDatabase();
    const config = loadConfig({ AUTH_JWT_SECRET: SECRET, DEFAULT_TENANT_ID: 'tnt_default', ...env });
    const lines: string[] = [];
    const log = pino({ level: 'debug' }, { write: (line: string) => { lines.push(line); } }) as Log;
    const db = instead ?? database!.db;
    const health = new HealthService([{ name: 'database', check: () => db.ping() }], log);
    const rateLimits = await RateLimits.open(db, { redisUrl: config.redisUrl, log });
    const wakeUps = new WakeUps(db, new WakeUpRepository(db), new SocketDeliveryRepository(db, clock.now()), 'test');
    const app = await createApi({ config, secrets: { jwtSecret: SECRET }, vault, database: db, rateLimits, wakeUps, log, clock, health, metrics: new Metrics() });
    return new TestApi(app, lines, health, database, rateLimits);
  }

  /** SQL past the surface, as the owner of the tables in the role of the system. */
  async sql(text: string, values: unknown[] = []): Promise<any[]> {
    return this.database!.db.runAsSystem('diagnosis', (tx) => tx.sql(text, values));
  }

  /** SQL past the surface, as the owner of the schema. */
  async asOwner(text: string): Promise<void> {
    await this.database!.db.asOwner((tx) => tx.sql(text));
  }

  get db(): Database {
    return this.database!.db;
  }

  token({ user = 'usr_1', tenant = 'tnt_1', scopes = [], claims }: Who = {}, ttlSeconds = 600): Promise<string> {
    return signToken(SECRET, { user, tenant, scope: scopes.join(' '), ttlSeconds, now: clock.now(), claims });
  }

  async call(method: string, url: string, { as = {}, body, headers = {} }: Call = {}): Promise<Answered> {
    const authorization = as === null ? {} : { authorization: `Bearer ${await this.token(as)}` };
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const type = text === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await this.app.inject({ method: method as 'GET', url, headers: { ...type, ...authorization, ...headers }, ...(text === undefined ? {} : { payload: text }) });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : parsed(answer.body), headers: answer.headers as Answered['headers'] };
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.rateLimits.close();
    await this.database?.drop();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
