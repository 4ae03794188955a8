import { Actor, DomainError, Device, Recipient } from '@ringpost/domain';
import { Database, tenantOf, type Tx } from './database.js';
import { createTestDatabase, user, type TestDatabase } from './testing/index.js';

let test: TestDatabase;
let db: Database;
beforeAll(async () => { ({ db } = test = await createTestDatabase()); });
afterAll(() => test.drop());

const anna = Actor.of('tnt_a', 'anna');
const bert = Actor.of('tnt_b', 'bert');

const put = (tx: Tx, udid: string): Promise<number> => tx.change('insert into device values ($1, $2, null, now(), now())', [tenantOf(tx), udid]);
const stored = async (...udids: string[]): Promise<string[]> =>
  db.runAsSystem('diagnosis', async (tx) => (await tx.sql<{ udid: string }>('select udid from device where udid = any($1) order by 1', [udids])).map(({ udid }) => udid));
/** A promise that a test settles when it likes. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open!: () => void;
  return { passed: new Promise<void>((resolve) => { open = resolve; }), open: () => open() };
}

describe('a transaction', () => {
  it('keeps its changes when its work ends well, entities included', async () => {
    await db.run(anna, async (tx) => {
      await put(tx, 'kept-1');
      tx.em.persist(new Device('tnt_a', 'kept-2', new Date()));
    });
    expect(await stored('kept-1', 'kept-2')).toEqual(['kept-1', 'kept-2']);
  });

  it('undoes everything when its work throws, and throws the same', async () => {
    const failure = new Error('changed my mind');
    await expect(db.run(anna, async (tx) => {
      await put(tx, 'gone-1');
      await tx.em.persist(new Device('tnt_a', 'gone-2', new Date())).flush();
      throw failure;
    })).rejects.toBe(failure);
    expect(await stored('gone-1', 'gone-2')).toEqual([]);
  });

  it('passes an outcome for the caller on as it is', async () => {
    await expect(db.run(anna, async () => { throw new DomainError('device_not_found'); })).rejects.toMatchObject({ code: 'device_not_found' });
  });

  it('acts as the application’s role inside the actor’s tenant', async () => {
    const [row] = await db.run(anna, (tx) => tx.sql("select current_user as role, current_setting('ringpost.tenant') as tenant"));
    expect(row).toEqual({ role: 'ringpost_app', tenant: 'tnt_a' });
  });

  it('acts as the system’s role where a purpose is named, without a tenant', async () => {
    const [row] = await db.runAsSystem('diagnosis', (tx) => tx.sql("select current_user as role, current_setting('ringpost.tenant') as tenant"));
    expect(row).toEqual({ role: 'ringpost_system', tenant: '' });
    await expect(db.runAsSystem('diagnosis', async (tx) => tenantOf(tx))).rejects.toMatchObject({ code: 'tenant_missing' });
  });

  it('leaves neither role nor tenant on the connection', async () => {
    const narrow = await Database.open({ url: test.url, connections: 1 });
    await narrow.run(anna, (tx) => tx.sql('select 1'));
    const [row] = await narrow.asOwner((tx) => tx.sql("select current_user = session_user as itself, current_setting('ringpost.tenant', true) as tenant"));
    expect(row).toEqual({ itself: true, tenant: '' });
    await narrow.close();
  });

  it('is over when its work is: what goes on using it fails', async () => {
    let leaked!: Tx;
    await db.run(anna, async (tx) => { leaked = tx; });
    await expect(leaked.sql('select 1')).rejects.toThrow();
  });
});

describe('a transaction within a transaction', () => {
  it('is the same one: both are undone together', async () => {
    await expect(db.run(anna, async (outer) => {
      await put(outer, 'joined');
      await db.run(anna, async (inner) => {
        expect(inner).toBe(outer);
        await put(inner, 'joined-too');
      });
      throw new Error('after the inner one');
    })).rejects.toThrow('after the inner one');
    expect(await stored('joined', 'joined-too')).toEqual([]);
  });

  it('joins for another user of the same tenant', async () => {
    await db.run(anna, async (outer) => db.run(Actor.of('tnt_a', 'carl'), async (inner) => expect(inner).toBe(outer)));
  });

  it('is refused for another tenant', async () => {
    await expect(db.run(anna, () => db.run(bert, (tx) => tx.sql('select 1')))).rejects.toThrow('another tenant');
    await expect(db.runAsSystem('diagnosis', () => db.run(bert, (tx) => tx.sql('select 1')))).rejects.toThrow('another tenant');
  });

  it('is refused to a single question for another tenant as well', async () => {
    const who = { name: 'who', text: 'select $1::text as tenant' };
    await expect(db.run(anna, () => db.ask(bert, who))).rejects.toThrow('another tenant');
  });

  it('answers a question from within, with what was changed so far, in the same types', async () => {
    const since = { name: 'since', text: 'select created_at, count(*) over () as n from device where tenant_id = $1 and udid = $2' };
    const seen = await db.run(anna, async (tx) => {
      await put(tx, 'asked');
      return db.ask(anna, since, 'asked');
    });
    expect(seen).toEqual(await db.ask(anna, since, 'asked'));
    expect(seen).toEqual([{ created_at: expect.any(Date), n: '1' }]);
  });

  it('is not joined by work that runs beside it', async () => {
    const [mine, theirs] = [gate(), gate()];
    const first = db.run(anna, async (tx) => { mine.open(); await theirs.passed; return tx; });
    await mine.passed;
    const second = await db.run(bert, async (tx) => tx);
    theirs.open();
    expect(await first).not.toBe(second);
  });
});

describe('an attempt', () => {
  const fails = async (): Promise<never> => { throw new Error('no luck'); };

  it('keeps its changes when it succeeds', async () => {
    await db.run(anna, (tx) => db.attempt(tx, () => put(tx, 'lucky')));
    expect(await stored('lucky')).toEqual(['lucky']);
  });

  it('undoes only its own changes, and the transaction goes on', async () => {
    await db.run(anna, async (tx) => {
      await put(tx, 'before');
      await expect(db.attempt(tx, async () => { await put(tx, 'within'); return fails(); })).rejects.toThrow('no luck');
      await put(tx, 'after');
    });
    expect(await stored('before', 'within', 'after')).toEqual(['after', 'before']);
  });

  it('keeps entities that were waiting to be written before it', async () => {
    await db.run(anna, async (tx) => {
      tx.em.persist(new Device('tnt_a', 'waiting', new Date()));
      await expect(db.attempt(tx, async () => { tx.em.persist(new Device('tnt_a', 'hopeless', new Date())); return fails(); })).rejects.toThrow('no luck');
    });
    expect(await stored('waiting', 'hopeless')).toEqual(['waiting']);
  });

  it('survives an error of the database', async () => {
    await db.run(anna, async (tx) => {
      await put(tx, 'twice');
      await expect(db.attempt(tx, () => put(tx, 'twice'))).rejects.toMatchObject({ code: '23505' });
      await expect(db.attempt(tx, async () => void tx.em.persist(new Device('tnt_a', 'twice', new Date())))).rejects.toThrow(/duplicate key/);
      await put(tx, 'thrice');
    });
    expect(await stored('twice', 'thrice')).toEqual(['thrice', 'twice']);
  });

  it('undoes what attempts within it had kept', async () => {
    await db.run(anna, async (tx) => {
      await expect(db.attempt(tx, async () => {
        await put(tx, 'outer');
        await db.attempt(tx, () => put(tx, 'inner-kept'));
        await db.attempt(tx, async () => { await put(tx, 'inner-undone'); return fails(); }).catch(() => undefined);
        return fails();
      })).rejects.toThrow('no luck');
      await put(tx, 'beside');
    });
    expect(await stored('outer', 'inner-kept', 'inner-undone', 'beside')).toEqual(['beside']);
  });
});

describe('a deadlock', () => {
  /** Two transactions that take two rows crosswise, each waiting for the other to hold its first. */
  async function crosswise(rounds: { one: number; two: number }): Promise<void> {
    const [one, two] = [gate(), gate()];
    const take = (tx: Tx, udid: string): Promise<number> => tx.change("update device set name = coalesce(name, '') || '+' where tenant_id = $1 and udid = $2", [tenantOf(tx), udid]);
    await Promise.all([
      db.run(anna, async (tx) => { rounds.one++; await take(tx, 'left'); one.open(); await two.passed; await take(tx, 'right'); }),
      db.run(anna, async (tx) => { rounds.two++; await take(tx, 'right'); two.open(); await one.passed; await take(tx, 'left'); }),
    ]);
  }

  it('is tried again, and both get through, once each', async () => {
    await db.run(anna, async (tx) => { await put(tx, 'left'); await put(tx, 'right'); });
    const rounds = { one: 0, two: 0 };
    await crosswise(rounds);
    expect(rounds.one + rounds.two).toBe(3);
    expect(await test.db.run(anna, (tx) => tx.sql("select udid, name from device where udid in ('left', 'right') order by 1"))).toEqual([{ udid: 'left', name: '++' }, { udid: 'right', name: '++' }]);
  });

  it('that comes back every time becomes unavailable', async () => {
    let rounds = 0;
    await expect(db.run(anna, async (tx) => { rounds++; await tx.sql("do $$ begin raise exception 'crossed' using errcode = '40P01'; end $$"); })).rejects.toMatchObject({ code: 'unavailable' });
    expect(rounds).toBe(3);
  });

  it('is the only error that is tried again', async () => {
    let rounds = 0;
    await expect(db.run(anna, async (tx) => { rounds++; await put(tx, 'again'); await put(tx, 'again'); })).rejects.toThrow(/duplicate key/);
    expect(rounds).toBe(1);
  });
});

describe('the entity manager', () => {
  it('brings back what was stored', async () => {
    const at = new Date('2026-03-01T12:00:00.123Z');
    const carla = Object.assign(new Recipient('tnt_a', 'carla', at), { name: 'Carla', email: 'c@example.com', emailVerified: true, learnedAt: at });
    await db.run(anna, async (tx) => void tx.em.persist(carla));
    const found = await db.run(anna, (tx) => tx.em.findOneOrFail(Recipient, { userId: 'carla' }));
    expect({ ...found }).toEqual({ ...carla });
    expect(found.learnedAt).toEqual(at);
  });

  it('writes only what changed', async () => {
    await user(db, 'tnt_a', 'anna').ownsDevice('unchanged');
    const version = (): Promise<unknown> => db.runAsSystem('diagnosis', (tx) => tx.sql("select xmin::text from device where udid = 'unchanged'"));
    const before = await version();
    await db.run(anna, async (tx) => void (await tx.em.findOneOrFail(Device, { udid: 'unchanged' })));
    expect(await version()).toEqual(before);
  });
});
