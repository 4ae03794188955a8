import { TestApi } from '../../testing/test-api.js';
it('measures', async () => {
  const api = await TestApi.start();
  const as = { user: 'usr_s', scopes: ['communication:send', 'notification:send'] as const };
  const out: string[] = [];
  const timed = async (name: string, work: () => Promise<any>) => { const s = performance.now(); let lag = 0, last = performance.now(); const t = setInterval(() => { lag = Math.max(lag, performance.now() - last - 5); last = performance.now(); }, 5); const a = await work(); clearInterval(t); out.push(`${name}: ${Math.round(performance.now() - s)} ms status ${a.status} ${JSON.stringify(a.body).slice(0, 160)} lag ${Math.round(lag)} rss ${Math.round(process.memoryUsage().rss / 1e6)}`); return a; };
  for (const n of [1_000, 10_000, 50_000, 100_000]) await timed(`batch ${n}`, () => api.call('POST', '/notifications/send-batch', { as, body: { user_ids: Array.from({ length: n }, (_, i) => `usr_${n}_${i}`), title: 'Hello', content: 'c'.repeat(200), metadata: { a: 'x'.repeat(1000) } } }));
  await timed(`batch again 100000`, () => api.call('POST', '/notifications/send-batch', { as, headers: { 'idempotency-key': 'k' }, body: { user_ids: Array.from({ length: 100_000 }, (_, i) => `usr_${100_000}_${i}`), title: 'Hello', content: 'c'.repeat(200) } }));
  for (const n of [1_000, 100_000, 500_000]) await timed(`bulk push ${n}`, () => api.call('POST', '/communication/bulk', { as, body: { channel: 'push', subject: 's', recipients: Array.from({ length: n }, (_, i) => `usr_${i}`), content: 'Hello' } }));
  for (const n of [1_000, 100_000, 500_000]) await timed(`bulk email ${n}`, () => api.call('POST', '/communication/bulk', { as, body: { channel: 'email', subject: 's', recipients: Array.from({ length: n }, (_, i) => `usr_${i}@example.com`), content: 'Hello' } }));
  for (const n of [1_000, 100_000, 500_000]) await timed(`bulk sms ${n}`, () => api.call('POST', '/communication/bulk', { as, body: { channel: 'sms', recipients: Array.from({ length: n }, (_, i) => `138${String(i).padStart(8, '0')}`), content: 'Hello' } }));
  console.log(out.join('\n'));
  await api.stop();
}, 300_000);
