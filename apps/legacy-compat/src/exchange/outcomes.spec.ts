import { until } from '@ringpost/domain/testing';
import type { DeliveryKey } from '@ringpost/persistence';
import { Outcomes } from './outcomes.js';

const silent = { info: () => undefined, warn: () => undefined };
const key = (n: number): DeliveryKey => ({ tenantId: 'tnt_1', id: `d${n}` });

/** Remembers what it is told to write. */
class Writer {
  readonly notes: string[] = [];
  failures = 0;
  sent = async (keys: readonly DeliveryKey[]): Promise<void> => this.note('sent', keys);
  delivered = async (keys: readonly DeliveryKey[]): Promise<void> => this.note('delivered', keys);

  private note(what: string, keys: readonly DeliveryKey[]): void {
    if (this.failures-- > 0) throw new Error('away');
    this.notes.push(`${what} ${keys.length > 5 ? keys.length : keys.map(({ id }) => id).join(' ')}`);
  }
}

describe('outcomes', () => {
  it('are written together', async () => {
    const writer = new Writer(), outcomes = new Outcomes(writer, silent);
    for (const n of [1, 2, 3]) outcomes.written(key(n));
    await outcomes.flush();
    expect(writer.notes).toEqual(['sent d1 d2 d3']);
    expect(outcomes.size).toBe(0);
  });

  it('are written once for a phone that confirms at once', async () => {
    const writer = new Writer(), outcomes = new Outcomes(writer, silent);
    for (const n of [1, 2]) outcomes.written(key(n));
    outcomes.confirmed(key(1));
    await outcomes.flush();
    expect(writer.notes).toEqual(['delivered d1', 'sent d2']);
    outcomes.confirmed(key(2));
    await outcomes.flush();
    expect(writer.notes).toEqual(['delivered d1', 'sent d2', 'delivered d2']);
  });

  it('go at most a thousand at a time', async () => {
    const writer = new Writer(), outcomes = new Outcomes(writer, silent);
    for (let n = 0; n < 2_500; n++) outcomes.written(key(n));
    await until(() => outcomes.size === 0);
    expect(writer.notes).toEqual(['sent 1000', 'sent 1000', 'sent 500']);
  });

  it('are tried again until they are written, and this is said once', async () => {
    const told: string[] = [];
    const log = { info: (message: string) => void told.push(`info ${message}`), warn: (_: object, message: string) => void told.push(`warn ${message}`) };
    const writer = new Writer(), outcomes = new Outcomes(writer, log);
    writer.failures = 2;
    outcomes.confirmed(key(1));
    await until(() => outcomes.size === 0);
    expect(writer.notes).toEqual(['delivered d1']);
    expect(told).toEqual([expect.stringMatching(/^warn .*trying again$/), expect.stringMatching(/^info .*again$/)]);
  });
});
