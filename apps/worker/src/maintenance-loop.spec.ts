import type { MaintenanceReport, MaintenanceService } from '@ringpost/messaging';
import { MaintenanceLoop } from './maintenance-loop.js';

const NOTHING: MaintenanceReport = { partitionsMade: [], partitionsDropped: [], tokensExpired: 0, answersForgotten: 0 };

/** A log that remembers. */
class Told {
  readonly said: string[] = [];
  info(report: object, message: string): void { this.said.push(`info ${message} ${JSON.stringify(report)}`); }
  error(context: object, message: string): void { this.said.push(`error ${message} ${String((context as { err: Error }).err.message)}`); }
}

const maintenanceOf = (run: () => Promise<MaintenanceReport>): MaintenanceService => ({ run }) as MaintenanceService;

describe('the maintenance loop', () => {
  it('goes on after a round that failed, and tells of it', async () => {
    const log = new Told();
    let rounds = 0;
    const enough = new Promise<void>((resolve) => {
      const loop = new MaintenanceLoop(maintenanceOf(async () => {
        if (++rounds === 1) throw new Error('the database is away');
        if (rounds === 3) void loop.stop().then(resolve);
        return { ...NOTHING, tokensExpired: rounds };
      }), log, 1);
      loop.start();
    });
    await enough;
    expect(log.said).toEqual(['error maintenance failed the database is away', expect.stringContaining('"tokensExpired":2'), expect.stringContaining('"tokensExpired":3')]);
  });

  it('ends only when the round under way is done', async () => {
    let finish: () => void = () => undefined, finished = false;
    const loop = new MaintenanceLoop(maintenanceOf(() => new Promise((resolve) => { finish = () => { finished = true; resolve(NOTHING); }; })), new Told());
    loop.start();
    const stopped = loop.stop();
    finish();
    await stopped;
    expect(finished).toBe(true);
  });

  it('says nothing when there was nothing to do', async () => {
    const log = new Told();
    const loop = new MaintenanceLoop(maintenanceOf(async () => NOTHING), log);
    loop.start();
    await loop.stop();
    expect(log.said).toEqual([]);
  });
});
