import { until } from '@ringpost/domain/testing';
import type { Claim, ClaimedRow } from '@ringpost/persistence';
import { LaneLoop } from './lane-loop.js';
import { NO_FIGURES } from './send-figures.js';

/** A queue with as much in it as a test says, and what was asked of it. */
class TestQueue {
  readonly claims: Claim[] = [];
  readonly extended: string[][] = [];
  constructor(public waiting: string[]) {}

  async claim(claim: Claim): Promise<ClaimedRow[]> {
    this.claims.push(claim);
    return this.waiting.splice(0, claim.most).map((id) => ({ tenant_id: 'tnt', id, number: this.claims.length, pools: 1, is_end: true }) as ClaimedRow);
  }

  async extend(held: readonly { readonly id: string }[]): Promise<void> {
    this.extended.push(held.map(({ id }) => id));
  }
}

const LOG = { info: () => undefined, warn: () => undefined };
const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `d${i}`);

describe('the loop of a lane', () => {
  let loop: LaneLoop;
  let sent: string[];
  const looping = (queue: TestQueue, { inFlight = 1_000, leaseMs = 10_000, yields = (): boolean => false } = {}): LaneLoop =>
    (loop = new LaneLoop({ lane: 'bulk', inFlight, leaseMs, pollMs: 10_000 }, queue, { limits: () => new Map(), send: async ({ id }) => void sent.push(id) }, NO_FIGURES, LOG, yields));
  beforeEach(() => { sent = []; });
  afterEach(async () => {
    await loop.stop();
    loop.end();
  });

  it('takes no more than there is room for, and goes on when something is done', async () => {
    const queue = new TestQueue(ids(100));
    looping(queue, { inFlight: 60 }).look();
    await until(() => sent.length === 60);
    expect(loop.underWay).toBe(60);
    loop.done(ids(60).map((id) => ({ id })));
    await until(() => sent.length === 100);
    expect(new Set(sent).size).toBe(100);
  });

  it('takes little at a time while rings are about', async () => {
    const queue = new TestQueue(ids(60));
    looping(queue, { yields: () => true }).look();
    await until(() => sent.length === 60);
    expect(Math.max(...queue.claims.map(({ most }) => most))).toBe(25);
  });

  it('does not send beside itself what it claims again while it has it', async () => {
    const queue = new TestQueue(['d0']);
    looping(queue).look();
    await until(() => sent.length === 1);
    queue.waiting.push('d0', 'd1');
    loop.look();
    await until(() => sent.length === 2);
    expect(sent).toEqual(['d0', 'd1']);
  });

  it('keeps what is under way, by its latest number', async () => {
    const queue = new TestQueue(['d0']);
    looping(queue, { leaseMs: 40 }).look();
    await until(() => queue.extended.length > 0);
    expect(queue.extended[0]).toEqual(['d0']);
  });

  it('was asked for when somebody told it, not when it looks by itself', () => {
    const quiet = looping(new TestQueue([]));
    quiet.lookAgain();
    expect(quiet.isActive()).toBe(false);
    quiet.look();
    expect(quiet.isActive()).toBe(true);
  });
});
