import { DemoHandset } from './demo-handset.js';
import type { ArrivedPush } from './demo-provider.js';
import { DEMO_PEOPLE } from './demo-people.js';

const [ALICE] = DEMO_PEOPLE, NOW = new Date('2026-03-02T13:15:00Z'), LATER = new Date('2026-03-02T13:15:31Z');
const TOKENS = [{ id: 'pt_ring', deviceId: 'iPhone17-alice', purpose: 'ring', address: 'a11e01' }, { id: 'pt_message', deviceId: 'iPhone17-alice', purpose: 'message', address: 'a11e02' }] as const;

const handset = (): DemoHandset => new DemoHandset(ALICE!, ALICE!.phones[0]!, TOKENS, (userId) => (userId === 'usr_bob' ? 'Bob' : userId));
const ring = (more: Partial<ArrivedPush> = {}, ringId = 'ring_1'): ArrivedPush => ({ token: 'a11e01', title: 'Front door', body: 'Somebody is at the door', data: { kind: 'ring', ring_id: ringId, expires_at: String(NOW.getTime() / 1_000 + 30) }, ...more });
const end = (reason: string, by?: string): ArrivedPush => ({ token: 'a11e01', data: { kind: 'ring_end', ring_id: 'ring_1', reason, ...(by && { by }) } });

describe('a phone of the demonstration', () => {
  it('rings once for one ring, whichever token it comes by, and knows by which', () => {
    const phone = handset();
    expect(phone.take(ring({ token: 'a11e02' }), NOW)).toMatchObject({ ringId: 'ring_1', tokenId: 'pt_message', state: 'ringing' });
    expect(phone.take(ring(), NOW)).toBeUndefined();
    expect(phone.take(ring({}, 'ring_2'), NOW)).toMatchObject({ ringId: 'ring_2', tokenId: 'pt_ring' });
  });

  it('takes nothing that is for another phone', () => {
    const phone = handset();
    expect(phone.take(ring({ token: 'a11e03' }), NOW)).toBeUndefined();
    expect(phone.screen(NOW)).toEqual({ ring: undefined, notes: [] });
  });

  it('does not ring for what is over', () => {
    const phone = handset();
    expect(phone.take(ring(), LATER)).toBeUndefined();
    phone.take(ring(), NOW);
    expect(phone.screen(LATER).ring).toMatchObject({ state: 'ended', words: 'missed' });
    phone.take(ring(), NOW);
    expect(phone.screen(NOW).ring).toMatchObject({ state: 'ended' });
  });

  it.each([
    [end('answered', 'usr_bob'), 'answered by Bob'],
    [end('cancelled'), 'cancelled'],
  ])('stops when it is told to: %j', (push, words) => {
    const phone = handset();
    phone.take(ring(), NOW);
    expect(phone.take(push, NOW)).toBeUndefined();
    expect(phone.screen(NOW).ring).toMatchObject({ state: 'ended', words });
  });

  it('goes on talking when it is told that its own ring was answered', () => {
    const phone = handset();
    phone.take(ring(), NOW);
    phone.talk('ring_1');
    phone.take(end('answered', 'usr_alice'), NOW);
    expect(phone.screen(LATER).ring).toMatchObject({ state: 'talking' });
  });

  it('shows the latest messages, the newest first, until it is cleared', () => {
    const phone = handset();
    for (const title of ['1', '2', '3', '4']) phone.take({ token: 'a11e02', title, body: 'b', data: {} }, NOW);
    expect(phone.screen(NOW).notes.map(({ title }) => title)).toEqual(['4', '3', '2']);
    phone.clear();
    expect(phone.screen(NOW)).toEqual({ ring: undefined, notes: [] });
  });
});
