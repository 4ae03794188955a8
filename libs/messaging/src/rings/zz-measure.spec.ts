import { appendFileSync } from 'node:fs';
import { TestMessaging, TestRings, actorInNewTenant, colleagueOf } from '../testing/index.js';

it('measures', async () => {
  const app = await TestMessaging.start(); app.clock.setTo(new Date());
  const test = new TestRings(app);
  const anna = actorInNewTenant('anna'), gateway = colleagueOf(anna, 'gateway', 'communication:send');
  const say = (line: string): void => appendFileSync('/tmp/ring-measure.txt', `${line}\n`);
  say(JSON.stringify(await app.database.sql("select name, setting from pg_settings where name in ('fsync','synchronous_commit')")));
  for (const members of [3, 100]) {
    const cam = `cam-${members}`;
    await app.devices.put(gateway, cam, { owner: 'anna' });
    for (let i = 0; i < members; i++) {
      const user = i === 0 ? anna : colleagueOf(anna, `m${members}-${i}`);
      if (i > 0) await app.devices.putMember(anna, cam, user.userId, 1);
      if (i > 0 || members === 3) for (const purpose of ['ring', 'message'] as const) await test.phone(user, { token: `a token of ${user.userId} for ${purpose}, long enough to be one`, purpose, deviceId: 'phone' });
    }
    for (const mode of ['plain', 'guid']) {
      const times: number[] = [];
      const rounds = members === 3 ? 1500 : 300;
      for (let i = 0; i < rounds + 100; i++) {
        await new Promise((resolve) => setTimeout(resolve, 4));
        app.clock.setTo(new Date());
        const before = performance.now();
        await test.rings.press(gateway, { device: cam, type: (mode === 'plain' ? 0 : 30_000) + i, ttlSeconds: 30, ...(mode === 'guid' && { guid: `g-${i}` }) });
        if (i >= 100) times.push(performance.now() - before);
      }
      times.sort((a, b) => a - b);
      say(`${members} members ${mode}: p50 ${times[Math.floor(times.length / 2)]!.toFixed(2)} p99 ${times[Math.floor(times.length * 0.99)]!.toFixed(2)} max ${times.at(-1)!.toFixed(2)} ms`);
    }
  }
  await app.stop();
}, 120_000);
