import { until } from '@ringpost/domain/testing';
import { Batch } from './batch.js';

const silent = { info: () => undefined, warn: () => undefined };

describe('a batch', () => {
  it('writes together what comes in one turn, and what comes while a statement is on its way', async () => {
    const written: number[][] = [];
    let finish: () => void = () => undefined;
    const batch = new Batch<number>('numbers', (items) => new Promise<void>((resolve) => { written.push([...items]); finish = resolve; }), silent);
    for (const n of [1, 2, 3]) batch.add(n);
    await until(() => written.length === 1);
    for (const n of [4, 5]) batch.add(n);
    finish();
    await until(() => written.length === 2);
    finish();
    await batch.flush();
    expect(written).toEqual([[1, 2, 3], [4, 5]]);
    expect(batch.size).toBe(0);
  });

  it('writes at most a thousand at a time', async () => {
    const sizes: number[] = [];
    const batch = new Batch<number>('numbers', async (items) => void sizes.push(items.length), silent);
    for (let n = 0; n < 2_500; n++) batch.add(n);
    await batch.flush();
    expect(sizes).toEqual([1_000, 1_000, 500]);
  });

  it('tries again what could not be written, and says so once', async () => {
    const told: string[] = [];
    const log = { info: (message: string) => void told.push(`info ${message}`), warn: (_: object, message: string) => void told.push(`warn ${message}`) };
    let failures = 3;
    const written: number[] = [];
    const batch = new Batch<number>('numbers', async (items) => {
      if (failures-- > 0) throw new Error('away');
      written.push(...items);
    }, log);
    batch.add(1);
    await until(() => written.length === 1);
    expect(told).toEqual(['warn numbers: could not be written, trying again', 'info numbers: written again']);
  });
});
