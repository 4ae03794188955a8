import { randomInt } from 'node:crypto';
import type { Database, Tx } from '../database.js';
import type { Statement } from '../fast-path.js';
import { hashList } from './hash-list.js';

/** A connection that holds a token: newer ones have higher generations, on whatever process they are. */
export interface Presence {
  readonly tokenHash: Buffer;
  readonly generation: bigint;
}

/** Where processes tell each other of newer connections: `<token hash in hexadecimal>:<generation>`. */
export const PRESENCE_CHANNEL = 'ringpost_presence';

// Processes are known by a number under which each holds a lock for as long as its notifications are heard: what a dead one left is swept.
const PROCESS_LOCK = 0x53_6f_63_6b; // "Sock"

/** The number of a process, and the SQL that its notifications begin with. */
export const newProcess = (): { readonly id: number; readonly greeting: string } => {
  const id = randomInt(1, 2_147_483_647);
  return { id, greeting: `select pg_advisory_lock_shared(${PROCESS_LOCK}, ${id})` };
};

// A number of its own where the token is held: the one that was proposed may be older than that of a connection which was waited for.
const CONNECT: Statement<{ generation: string }> = {
  name: 'socket_connect',
  writes: true,
  text: `with held as (
      insert into socket_presence (token_hash, process, generation, connected_at) values ($1, $2, nextval('socket_generation'), now())
      on conflict (token_hash) do update set process = excluded.process, generation = nextval('socket_generation'), connected_at = excluded.connected_at
      returning token_hash, generation)
    select generation, pg_notify('${PRESENCE_CHANNEL}', encode(token_hash, 'hex') || ':' || generation) from held`,
};

const GENERATION: Statement<{ generation: number }> = { name: 'socket_identity', text: 'select generation from socket_identity where identity_hash = $1' };

const COUNT: Statement<{ n: number }> = { name: 'socket_count', text: 'select count(*)::int as n from socket_presence where process = $1' };

const KNOWN: Statement<{ socket_hash: Buffer }> = {
  name: 'socket_tokens_known',
  text: 'select distinct socket_hash from push_token where socket_hash = any($1::bytea[]) and ended_at is null',
};

/** Which phones are connected, and where. No tenant's business: reached as the system only. */
export class SocketPresenceRepository {
  constructor(private readonly db: Database) {}

  /** A connection of this process holds the token from now on; whoever held it before is told. Answers its generation. */
  async connect(tokenHash: Buffer, process: number): Promise<bigint> {
    const [row] = await this.db.askAsSystem('push socket', CONNECT, tokenHash, process);
    return BigInt(row!.generation);
  }

  /** These connections ended. */
  async disconnect(tx: Tx, ended: readonly Presence[]): Promise<void> {
    await tx.change('delete from socket_presence p using unnest($1::bytea[], $2::bigint[]) as e (hash, generation) where p.token_hash = e.hash and p.generation = e.generation', columnsOf(ended));
  }

  /** Tells anew which connections this process holds. Answers those that were not known (`renewed`), and those for which a newer one is (`lost`). */
  async reassert(tx: Tx, held: readonly Presence[], process: number): Promise<{ lost: Buffer[]; renewed: Buffer[] }> {
    const [hashes, generations] = columnsOf(held);
    const renewed = await tx.sql<{ token_hash: Buffer }>(
      `insert into socket_presence (token_hash, process, generation, connected_at) select hash, $3, generation, now() from unnest($1::bytea[], $2::bigint[]) as h (hash, generation)
       on conflict (token_hash) do update set process = excluded.process, generation = excluded.generation where socket_presence.generation < excluded.generation returning token_hash`,
      [hashes, generations, process],
    );
    const newer = await tx.sql<{ token_hash: Buffer }>(
      'select p.token_hash from socket_presence p join unnest($1::bytea[], $2::bigint[]) as h (hash, generation) on p.token_hash = h.hash where p.generation > h.generation',
      [hashes, generations],
    );
    return { lost: newer.map(({ token_hash }) => token_hash), renewed: renewed.map(({ token_hash }) => token_hash) };
  }

  /** The processes that nobody holds a lock for any more. */
  async gone(tx: Tx): Promise<number[]> {
    const processes = await tx.sql<{ process: number; gone: boolean }>(
      'select process, pg_try_advisory_xact_lock($1, process) as gone from (select distinct process from socket_presence) as p',
      [PROCESS_LOCK],
    );
    return processes.filter((row) => row.gone).map(({ process }) => process);
  }

  /** Forgets the connections of processes. */
  async forget(tx: Tx, processes: readonly number[]): Promise<number> {
    return processes.length === 0 ? 0 : tx.change('delete from socket_presence where process = any($1)', [processes]);
  }

  /** How often tokens of an identity were revoked. */
  async generationOf(identityHash: Buffer): Promise<number> {
    return (await this.db.askAsSystem('push socket', GENERATION, identityHash))[0]?.generation ?? 0;
  }

  /** Revokes the token of an identity: the next one is another. Answers the new generation. */
  async raise(tx: Tx, identityHash: Buffer): Promise<number> {
    const [row] = await tx.sql<{ generation: number }>(
      'insert into socket_identity (identity_hash, generation) values ($1, 1) on conflict (identity_hash) do update set generation = socket_identity.generation + 1 returning generation',
      [identityHash],
    );
    return row!.generation;
  }

  /** Whoever holds these tokens, on whatever process, has to let go of them. */
  async evict(tx: Tx, hashes: readonly Buffer[]): Promise<void> {
    await tx.sql(`select pg_notify('${PRESENCE_CHANNEL}', encode(hash, 'hex') || ':' || nextval('socket_generation')) from unnest($1::bytea[]) as t (hash)`, [hashes]);
  }

  /** How many connections a process is known to hold. */
  async count(process: number): Promise<number> {
    return (await this.db.askAsSystem('push socket', COUNT, process))[0]!.n;
  }

  /** Those of the tokens' hashes under which a phone is registered. */
  async registered(hashes: readonly Buffer[]): Promise<Buffer[]> {
    return (await this.db.askAsSystem('push socket', KNOWN, hashList(hashes))).map(({ socket_hash }) => socket_hash);
  }
}

const columnsOf = (presences: readonly Presence[]): [Buffer[], string[]] => [presences.map(({ tokenHash }) => tokenHash), presences.map(({ generation }) => String(generation))];
