import { DomainError, ERRORS, PERMISSION_ALL, PERMISSION_EVENTS, PERMISSION_LIVE, credentialContext, toTypeId, type Actor, type PageRequest } from '@ringpost/domain';
import { codeOf, vaultWith } from '@ringpost/domain/testing';
import type { NotificationRow } from '@ringpost/persistence';
import type { FeedItem } from '../inbox/feed.service.js';
import type { ShareRequest, SharingService } from './sharing.service.js';
import { TestMessaging, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
let sharing: SharingService;
let anna: Actor;
let bert: Actor;
let carl: Actor;
let admin: Actor;

beforeAll(async () => {
  app = await TestMessaging.start();
  sharing = app.sharing;
});
afterAll(() => app.stop());
beforeEach(async () => {
  app.clock.setTo(new Date());
  Object.assign(app.lookups, { left: Infinity, resetMs: 60_000 });
  anna = actorInNewTenant('anna');
  [bert, carl] = [colleagueOf(anna, 'bert'), colleagueOf(anna, 'carl')];
  admin = colleagueOf(anna, 'admin', 'tenant:admin');
  await give('cam-1', anna, 'Front door');
  for (const user of [anna, bert, carl]) await reachable(user);
});

const FIRST_PAGE: PageRequest = { by: 'page', page: 1, size: 100 };
const addressOf = ({ userId }: Actor): string => `${userId}@example.com`;
const adminOf = (actor: Actor): Actor => colleagueOf(actor, 'admin', 'tenant:admin');
const reachable = (actor: Actor, email: string | null = addressOf(actor)) => app.recipients.put(adminOf(actor), actor.userId, { email });
const give = (udid: string, owner: Actor, name?: string) => app.devices.put(adminOf(owner), udid, { owner: owner.userId, name });
const share = (to: Actor = bert, more: Partial<ShareRequest> = {}, udid = 'cam-1', from = anna): Promise<void> => sharing.share(from, udid, { email: addressOf(to), credential: `key of ${to.userId}`, ...more });
const inboxOf = async (actor: Actor): Promise<readonly NotificationRow[]> => (await app.inbox.list(actor, { unreadOnly: false }, FIRST_PAGE)).items;
const feedOf = (actor: Actor, all = false): Promise<readonly FeedItem[]> => app.feed.feed(actor, { all, types: ['DeviceSharing'], people: 'none', credentials: true });
const membersOf = async (udid = 'cam-1', actor = admin): Promise<string[]> => (await app.devices.members(actor, udid, FIRST_PAGE)).items.map(({ user_id, role, permission }) => `${user_id} ${role} ${permission}`).sort();
const statusOf = async (actor: Actor, udid = 'cam-1'): Promise<unknown> => (await app.rows('select status, permission, credential_sealed is not null as credential from share where tenant_id = $1 and udid = $2 and user_id = $3', [actor.tenantId, udid, actor.userId]))[0];
const tidings = async (actor: Actor): Promise<string[]> => (await inboxOf(actor)).filter(({ type }) => type === 'DeviceSharingUpdate').map(({ event_type, content }) => `${event_type}: ${content}`);
const onWire = ({ id }: { id: string }): string => toTypeId('ntf', id);
const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i));

/** Fails unless the counters of the tenant's inboxes are what they count. */
async function countersAreExact(tenantId = anna.tenantId): Promise<void> {
  const counters = await app.rows('select user_id, total, unread from inbox where tenant_id = $1 and total > 0 order by 1', [tenantId]);
  const truth = await app.rows('select user_id, count(*)::int as total, (count(*) filter (where read_at is null))::int as unread from notification where tenant_id = $1 group by 1 order by 1', [tenantId]);
  expect(counters).toEqual(truth);
}
afterEach(() => countersAreExact());

describe('sharing a device', () => {
  it('asks the receiver in the inbox, once and unread', async () => {
    await share();
    expect(await inboxOf(bert)).toEqual([expect.objectContaining({
      user_id: 'bert', type: 'DeviceSharing', event_type: 'device.share.requested', title: 'Device sharing request', content: 'anna@example.com wants to share the device Front door with you.',
      metadata: JSON.stringify({ device: 'cam-1', sender: 'anna', permission: PERMISSION_ALL }), read_at: null,
    })]);
    expect(await app.inbox.counts(bert)).toMatchObject({ total: 1, unread: 1 });
    expect(await statusOf(bert)).toEqual({ status: 'pending', permission: PERMISSION_ALL, credential: true });
    expect(await membersOf()).toEqual(['anna owner 3']);
    expect(await inboxOf(anna)).toEqual([]);
  });

  it('hands the credential to the receiver alone', async () => {
    await share();
    const [item] = await feedOf(bert);
    expect(item).toMatchObject({ id: (await inboxOf(bert))[0]!.id, credential: 'key of bert', purpose: 'cam-1', sender: 'anna', title: 'Device sharing request' });
    for (const other of [anna, carl, admin]) expect(await feedOf(other, true)).toEqual([]);
  });

  it('says what the owner describes, and is of the permission that the owner says', async () => {
    await share(bert, { description: 'Feed the cat, please', permission: 0 });
    expect(await inboxOf(bert)).toMatchObject([{ content: 'Feed the cat, please', metadata: expect.stringContaining('"permission":0') }]);
    expect(await statusOf(bert)).toMatchObject({ permission: 0 });
  });

  it.each([-1, 4, 1.5])('is refused with the permission %d, and leaves nothing behind', async (permission) => {
    expect(await codeOf(share(bert, { permission }))).toBe('invalid_request');
    expect([await inboxOf(bert), await statusOf(bert)]).toEqual([[], undefined]);
  });

  it('names the owner by the verified address, then by name, then by id, and the device by its udid when it has no name', async () => {
    await give('cam-2', anna);
    await app.recipients.put(anna, 'anna', { email: 'boss@example.com', name: 'Anna K.' }); // claimed, but nobody vouches for it
    await share(bert, {}, 'cam-2');
    expect((await inboxOf(bert))[0]!.content).toBe('Anna K. wants to share the device cam-2 with you.');
    await app.recipients.put(admin, 'anna', { email: null, name: null });
    await share(carl, {}, 'cam-2');
    expect((await inboxOf(carl))[0]!.content).toBe('anna wants to share the device cam-2 with you.');
  });

  it('finds the address however it is written', async () => {
    await share(bert, { email: '  BERT@Example.com ' });
    expect(await feedOf(bert)).toHaveLength(1);
  });
});

describe('who may share what with whom', () => {
  it('is the owner: strangers do not learn of the device, members are told, an administrator is no owner', async () => {
    await app.devices.putMember(anna, 'cam-1', 'bert', PERMISSION_ALL);
    for (const [actor, code] of [[bert, 'not_owner'], [admin, 'not_owner'], [carl, 'device_not_found'], [actorInNewTenant('anna'), 'device_not_found']] as const) {
      expect(await codeOf(share(carl, {}, 'cam-1', actor))).toBe(code);
      expect(await codeOf(sharing.unshare(actor, 'cam-1', 'bert'))).toBe(code);
      expect(await codeOf(sharing.clear(actor, 'cam-1'))).toBe(code);
    }
    expect(await codeOf(share(bert, {}, 'cam-9'))).toBe('device_not_found');
    expect(await inboxOf(carl)).toEqual([]);
  });

  it('is not oneself', async () => {
    expect(await codeOf(share(anna))).toBe('share_to_self');
  });

  it('is somebody with a verified address, and one person', async () => {
    await app.recipients.put(carl, 'carl', { email: 'mine@example.com' });
    expect(await codeOf(share(bert, { email: 'mine@example.com' }))).toBe('address_unknown');
    expect(await codeOf(share(bert, { email: 'nobody@example.com' }))).toBe('address_unknown');
    expect(await codeOf(share(bert, { email: ' ' }))).toBe('address_unknown');
    await reachable(carl, addressOf(bert));
    expect(await codeOf(share(bert))).toBe('address_unknown');
  });

  it('is nobody of another tenant', async () => {
    const stranger = actorInNewTenant('stranger');
    await reachable(stranger, 'stranger@example.com');
    expect(await codeOf(share(bert, { email: 'stranger@example.com' }))).toBe('address_unknown');
  });

  it('has words for a phone in two languages', () => {
    for (const code of ['share_not_found', 'share_to_self', 'address_unknown', 'share_lookups_exhausted'] as const) expect([ERRORS[code].en, ERRORS[code].zh]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\p{Script=Han}/u)]);
  });
});

describe('trying addresses', () => {
  it('is counted for each user of each tenant before anything is looked up, also when nobody is found', async () => {
    app.lookups.taken.length = 0;
    app.lookups.left = 2;
    expect(await codeOf(share(bert, { email: 'nobody@example.com' }))).toBe('address_unknown');
    await share();
    const refused = await share(bert, { email: 'nobody@example.com' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DomainError);
    expect(refused).toMatchObject({ code: 'share_lookups_exhausted', kind: 'too_many', retryAfter: 60 });
    expect(app.lookups.taken).toEqual(times(3, () => JSON.stringify([anna.tenantId, 'anna'])));
  });

  it('tells to come back in a second at least', async () => {
    Object.assign(app.lookups, { left: 0, resetMs: 0 });
    await expect(share()).rejects.toMatchObject({ retryAfter: 1 });
  });

  it('is not for those who own nothing, and costs them nothing', async () => {
    app.lookups.taken.length = 0;
    app.lookups.left = 0;
    expect(await codeOf(share(carl, {}, 'cam-1', bert))).toBe('device_not_found');
    expect(app.lookups.taken).toEqual([]);
  });
});

describe('sharing again', () => {
  it('before an answer changes the one notification, and makes it unread', async () => {
    await share();
    const [first] = await inboxOf(bert);
    await app.inbox.markRead(bert, onWire(first!));
    expect(await feedOf(bert)).toEqual([]);
    await share(bert, { credential: 'new key', permission: PERMISSION_EVENTS, description: 'Still want it?' });
    expect(await inboxOf(bert)).toMatchObject([{ id: first!.id, content: 'Still want it?', metadata: expect.stringContaining('"permission":1'), read_at: null }]);
    expect(await feedOf(bert)).toMatchObject([{ id: first!.id, credential: 'new key' }]);
    expect(await statusOf(bert)).toMatchObject({ permission: PERMISSION_EVENTS });
  });

  it.each([
    ['accepted', () => sharing.accept(bert, 'cam-1')], ['rejected', () => sharing.reject(bert, 'cam-1')], ['withdrawn', () => sharing.unshare(anna, 'cam-1', 'bert')],
  ])('after it was %s is a new notification', async (_how, end) => {
    await share();
    const [first] = await feedOf(bert);
    await end();
    await share();
    const [again] = await feedOf(bert);
    expect(again!.id).not.toBe(first!.id);
    expect((await feedOf(bert, true)).map(({ id, credential }) => [id, credential])).toEqual([[again!.id, 'key of bert'], [first!.id, null]]);
  });

  it('with a member leaves the membership as it is until it is accepted', async () => {
    await app.devices.putMember(anna, 'cam-1', 'bert', PERMISSION_EVENTS);
    await share(bert, { permission: PERMISSION_LIVE });
    expect(await membersOf()).toContain('bert shared 1');
    await sharing.reject(bert, 'cam-1');
    expect(await membersOf()).toContain('bert shared 1');
    await share(bert, { permission: PERMISSION_LIVE });
    await sharing.accept(bert, 'cam-1');
    expect(await membersOf()).toEqual(['anna owner 3', 'bert shared 2']);
  });

  it('after the request was removed from the inbox puts a new one there', async () => {
    await share();
    await app.inbox.remove(bert, onWire((await inboxOf(bert))[0]!));
    await share(bert, { permission: PERMISSION_EVENTS });
    expect(await feedOf(bert)).toMatchObject([{ credential: 'key of bert' }]);
    expect(await statusOf(bert)).toMatchObject({ status: 'pending', permission: PERMISSION_EVENTS });
  });
});

describe('accepting', () => {
  it('makes a member, answers the request in both places and tells the owner', async () => {
    await share(bert, { permission: PERMISSION_LIVE });
    await sharing.accept(bert, 'cam-1');
    expect(await membersOf()).toEqual(['anna owner 3', 'bert shared 2']);
    expect(await statusOf(bert)).toEqual({ status: 'accepted', permission: PERMISSION_LIVE, credential: false });
    expect(await inboxOf(bert)).toMatchObject([{ type: 'DeviceSharing', read_at: app.clock.now() }]);
    expect(await feedOf(bert)).toEqual([]);
    expect(await feedOf(bert, true)).toMatchObject([{ credential: null }]);
    expect(await inboxOf(anna)).toEqual([expect.objectContaining({
      type: 'DeviceSharingUpdate', event_type: 'device.share.accepted', title: 'Device sharing accepted', content: 'bert@example.com accepted to share in the device Front door.', read_at: null, metadata: '{"device":"cam-1","sender":"bert"}',
    })]);
    expect(await app.feed.feed(anna, { all: true, types: ['DeviceSharingUpdate'], people: 'none', credentials: true })).toMatchObject([{ sender: 'bert', purpose: 'cam-1', credential: null }]);
  });

  it('twice is done once', async () => {
    await share();
    await sharing.accept(bert, 'cam-1');
    await sharing.accept(bert, 'cam-1');
    expect(await tidings(anna)).toHaveLength(1);
  });

  it('a request that was read, or removed, is done all the same', async () => {
    for (const user of [bert, carl]) await share(user);
    await app.inbox.markAllRead(bert);
    await app.inbox.remove(carl, onWire((await inboxOf(carl))[0]!));
    await sharing.accept(bert, 'cam-1');
    await sharing.accept(carl, 'cam-1');
    expect(await membersOf()).toEqual(['anna owner 3', 'bert shared 3', 'carl shared 3']);
  });

  it('is not possible without a request, after another answer, or once it was withdrawn', async () => {
    expect(await codeOf(sharing.accept(bert, 'cam-1'))).toBe('share_not_found');
    expect(await codeOf(sharing.accept(bert, 'cam-9'))).toBe('share_not_found');
    await share();
    for (const other of [carl, anna, admin, actorInNewTenant('bert')]) expect(await codeOf(sharing.accept(other, 'cam-1'))).toBe('share_not_found');
    await sharing.reject(bert, 'cam-1');
    expect(await codeOf(sharing.accept(bert, 'cam-1'))).toBe('share_not_found');
    await share();
    await sharing.unshare(anna, 'cam-1', 'bert');
    expect(await codeOf(sharing.accept(bert, 'cam-1'))).toBe('share_not_found');
    expect(await membersOf()).toEqual(['anna owner 3']);
  });

  it('once more is not possible for somebody who was shown out since', async () => {
    await share();
    await sharing.accept(bert, 'cam-1');
    await app.devices.removeMember(anna, 'cam-1', 'bert');
    expect(await codeOf(sharing.accept(bert, 'cam-1'))).toBe('share_not_found');
    await share();
    await sharing.accept(bert, 'cam-1');
    expect(await membersOf()).toContain('bert shared 3');
  });
});

describe('rejecting', () => {
  it('answers the request, leaves nothing to take and tells the owner, once', async () => {
    await share();
    await sharing.reject(bert, 'cam-1');
    await sharing.reject(bert, 'cam-1');
    expect(await statusOf(bert)).toEqual({ status: 'rejected', permission: 3, credential: false });
    expect([await feedOf(bert), await membersOf()]).toEqual([[], ['anna owner 3']]);
    expect(await tidings(anna)).toEqual(['device.share.rejected: bert@example.com does not want to share in the device Front door.']);
  });

  it('is not possible for what was accepted, or never asked', async () => {
    expect(await codeOf(sharing.reject(bert, 'cam-1'))).toBe('share_not_found');
    await share();
    await sharing.accept(bert, 'cam-1');
    expect(await codeOf(sharing.reject(bert, 'cam-1'))).toBe('share_not_found');
  });
});

describe('unsharing', () => {
  it('takes an offer back without a word, and it stays in the list of all', async () => {
    await share();
    await sharing.unshare(anna, 'cam-1', 'bert');
    expect(await statusOf(bert)).toEqual({ status: 'withdrawn', permission: 3, credential: false });
    expect([await feedOf(bert), await tidings(bert)]).toEqual([[], []]);
    expect(await feedOf(bert, true)).toMatchObject([{ credential: null }]);
    expect(await app.inbox.counts(bert)).toMatchObject({ total: 1, unread: 0 });
  });

  it('shows a member out and tells them, what is offered anew included', async () => {
    await share();
    await sharing.accept(bert, 'cam-1');
    await share(bert, { permission: PERMISSION_EVENTS });
    await sharing.unshare(anna, 'cam-1', 'bert');
    expect([await membersOf(), await feedOf(bert)]).toEqual([['anna owner 3'], []]);
    expect(await tidings(bert)).toEqual(['device.share.revoked: anna@example.com no longer shares the device Front door with you.']);
  });

  it('says so when there is nothing to end, and is not for the owner', async () => {
    expect(await codeOf(sharing.unshare(anna, 'cam-1', 'bert'))).toBe('member_not_found');
    expect(await codeOf(sharing.unshare(anna, 'cam-1', 'anna'))).toBe('owner_is_member');
    await share();
    await sharing.reject(bert, 'cam-1');
    expect(await codeOf(sharing.unshare(anna, 'cam-1', 'bert'))).toBe('member_not_found');
  });
});

describe('clearing', () => {
  it('ends every offer and every membership, and tells the members', async () => {
    await share(bert);
    await share(carl);
    await sharing.accept(carl, 'cam-1');
    await app.devices.putMember(anna, 'cam-1', 'dora', PERMISSION_EVENTS);
    await sharing.clear(anna, 'cam-1');
    expect(await membersOf()).toEqual(['anna owner 3']);
    expect([await statusOf(bert), await statusOf(carl)]).toMatchObject([{ status: 'withdrawn' }, { status: 'accepted' }]);
    expect([await tidings(bert), await tidings(carl), await tidings(colleagueOf(anna, 'dora'))].map(({ length }) => length)).toEqual([0, 1, 1]);
    expect(await feedOf(bert)).toEqual([]);
  });

  it('a device that is not shared does nothing', async () => {
    await sharing.clear(anna, 'cam-1');
    await sharing.clear(anna, 'cam-1');
    expect(await membersOf()).toEqual(['anna owner 3']);
  });
});

describe('leaving', () => {
  it('ends the membership and tells the owner in the leaver’s words', async () => {
    for (const user of [bert, carl]) { await share(user); await sharing.accept(user, 'cam-1'); }
    await sharing.leave(bert, 'cam-1', 'I moved out');
    await sharing.leave(carl, 'cam-1');
    expect(await membersOf()).toEqual(['anna owner 3']);
    expect((await tidings(anna)).slice(0, 2)).toEqual(['device.share.left: carl@example.com no longer shares in the device Front door.', 'device.share.left: I moved out']);
    expect(await codeOf(sharing.leave(bert, 'cam-1'))).toBe('share_not_found');
  });

  it('before an answer is one', async () => {
    await share();
    await sharing.leave(bert, 'cam-1');
    expect(await statusOf(bert)).toMatchObject({ status: 'rejected', credential: false });
    expect([await feedOf(bert), (await tidings(anna))[0]]).toEqual([[], expect.stringMatching(/^device.share.rejected/)]);
  });

  it('takes what is offered anew with it', async () => {
    await app.devices.putMember(anna, 'cam-1', 'bert', PERMISSION_EVENTS);
    await share();
    await sharing.leave(bert, 'cam-1');
    expect([await membersOf(), await feedOf(bert), await tidings(anna)]).toEqual([['anna owner 3'], [], [expect.stringMatching(/^device.share.left/)]]);
  });

  it('is not for the owner, nor for strangers', async () => {
    expect(await codeOf(sharing.leave(anna, 'cam-1'))).toBe('owner_is_member');
    for (const stranger of [bert, admin, actorInNewTenant('bert')]) expect(await codeOf(sharing.leave(stranger, 'cam-1'))).toBe('share_not_found');
  });
});

describe('a device that is shared', () => {
  it('and gets a new owner is offered to nobody any more', async () => {
    await share();
    await give('cam-1', carl);
    expect(await statusOf(bert)).toMatchObject({ status: 'withdrawn', credential: false });
    expect([await feedOf(bert), await app.inbox.counts(bert)]).toMatchObject([[], { total: 1, unread: 0 }]);
    expect(await codeOf(sharing.accept(bert, 'cam-1'))).toBe('share_not_found');
    await share(bert, {}, 'cam-1', carl);
    await sharing.accept(bert, 'cam-1');
    expect([await membersOf(), await tidings(carl), await tidings(anna)]).toMatchObject([['bert shared 3', 'carl owner 3'], [expect.any(String)], []]);
  });

  it('and is removed takes the shares with it and closes what asked', async () => {
    await share();
    await app.devices.remove(admin, 'cam-1');
    expect(await statusOf(bert)).toBeUndefined();
    expect(await feedOf(bert)).toEqual([]);
    expect(await feedOf(bert, true)).toMatchObject([{ credential: null, purpose: 'cam-1' }]);
    await give('cam-1', anna);
    expect(await codeOf(sharing.accept(bert, 'cam-1'))).toBe('share_not_found');
  });

  it('keeps its offers when its owner is named again', async () => {
    await share();
    await give('cam-1', anna, 'Back door');
    expect(await feedOf(bert)).toHaveLength(1);
  });
});

describe('one row in two places', () => {
  it('is not pending any more when it was read by REST', async () => {
    await share();
    await app.inbox.markAllRead(bert);
    expect([await feedOf(bert), await feedOf(bert, true)]).toMatchObject([[], [{ credential: 'key of bert' }]]);
    await app.inbox.markUnread(bert, onWire((await inboxOf(bert))[0]!));
    expect(await feedOf(bert)).toHaveLength(1);
  });

  it('is not pending again when it was answered and is marked unread by REST', async () => {
    await share();
    await sharing.accept(bert, 'cam-1');
    await app.inbox.markUnread(bert, onWire((await inboxOf(bert))[0]!));
    expect(await feedOf(bert)).toEqual([]);
    expect(await app.inbox.counts(bert)).toMatchObject({ total: 1, unread: 1 });
    await sharing.unshare(anna, 'cam-1', 'bert');
    expect(await feedOf(bert)).toEqual([]);
  });
});

describe('another tenant', () => {
  it('with the same users, addresses and udid is never met', async () => {
    const [anna2, bert2] = [actorInNewTenant('anna'), undefined].map((actor, i, all) => actor ?? colleagueOf(all[i - 1]!, 'bert')) as [Actor, Actor];
    await give('cam-1', anna2);
    for (const user of [anna2, bert2]) await reachable(user);
    await share();
    expect([await inboxOf(bert2), await codeOf(sharing.accept(bert2, 'cam-1'))]).toEqual([[], 'share_not_found']);
    await share(bert2, { credential: 'theirs' }, 'cam-1', anna2);
    await sharing.clear(anna2, 'cam-1');
    expect(await feedOf(bert)).toMatchObject([{ credential: 'key of bert' }]);
    await sharing.accept(bert, 'cam-1');
    expect(await tidings(anna2)).toEqual([]);
    expect(await statusOf(bert2)).toMatchObject({ status: 'withdrawn' });
    await countersAreExact(anna2.tenantId);
  });
});

describe('the credential', () => {
  const SECRET = 'correct horse battery staple';

  it('stands in no row as text, and opens for its tenant, device and receiver only', async () => {
    await share(bert, { credential: SECRET });
    for (const table of ['share', 'notification', 'inbox', 'audit']) {
      const rows = await app.rows<{ text: string }>(`select row_to_json(t)::text as text from ${table} t where tenant_id = $1`, [anna.tenantId]);
      for (const { text } of rows) for (const form of [SECRET, Buffer.from(SECRET).toString('hex'), Buffer.from(SECRET).toString('base64')]) expect(text).not.toContain(form);
    }
    const [{ credential_sealed: sealed }] = (await app.rows<{ credential_sealed: Buffer }>('select credential_sealed from share where tenant_id = $1', [anna.tenantId])) as [{ credential_sealed: Buffer }];
    expect(app.vault.open(sealed, credentialContext(anna.tenantId, 'cam-1', 'bert'))).toBe(SECRET);
    for (const [tenant, udid, user] of [['tnt_x', 'cam-1', 'bert'], [anna.tenantId, 'cam-2', 'bert'], [anna.tenantId, 'cam-1', 'carl']] as const) expect(() => app.vault.open(sealed, credentialContext(tenant, udid, user))).toThrow();
  });

  it('is not told to whoever swaps the rows', async () => {
    await share(bert, { credential: 'for bert' });
    await share(carl, { credential: 'for carl' });
    await app.rows("update share s set credential_sealed = o.credential_sealed from share o where s.tenant_id = $1 and o.tenant_id = $1 and s.user_id <> o.user_id", [anna.tenantId]);
    await expect(feedOf(bert)).rejects.toThrow();
  });

  it('is sealed anew with the keys, and read by whoever has only the new one', async () => {
    const [old, both, fresh] = [vaultWith({ keys: ['old'] }), vaultWith({ keys: ['new', 'old'] }), vaultWith({ keys: ['new'] })];
    await app.rows('delete from share');
    await app.sharingBy(old).share(anna, 'cam-1', { email: addressOf(bert), credential: SECRET });
    await app.sharingBy(old).share(anna, 'cam-1', { email: addressOf(carl), credential: 'answered' });
    await sharing.accept(carl, 'cam-1');
    const told: [number, number][] = [];
    expect(await app.vaultService(both).rotate((done, total) => told.push([done, total]))).toBe(1);
    expect(told).toEqual([[1, 1]]);
    expect(await app.vaultService(both).rotate()).toBe(0);
    expect(await app.feedBy(fresh).feed(bert, { all: false, types: ['DeviceSharing'], people: 'none', credentials: true })).toMatchObject([{ credential: SECRET }]);
  });
});

describe('many at once', () => {
  const ended = async (work: Promise<unknown>[]): Promise<string[]> => {
    const all = await Promise.allSettled(work);
    return [...new Set(all.flatMap((end) => (end.status === 'rejected' ? [end.reason instanceof DomainError ? end.reason.code : String(end.reason)] : [])))].sort();
  };
  const deadlocks = async (): Promise<unknown> => (await app.database.sql('select deadlocks::int as n from pg_stat_database where datname = current_database()'))[0]!['n'];

  it('shares of one device with one user are one request', async () => {
    expect(await ended(times(50, (i) => share(bert, { permission: i % 4, credential: `key ${i}` })))).toEqual([]);
    expect(await feedOf(bert, true)).toHaveLength(1);
    expect(await app.inbox.counts(bert)).toMatchObject({ total: 1, unread: 1 });
    const [item] = await feedOf(bert);
    expect(await statusOf(bert)).toMatchObject({ permission: Number(item!.credential!.slice(4)) % 4 });
  });

  it('acceptances are one', async () => {
    await share();
    expect(await ended(times(20, () => sharing.accept(bert, 'cam-1')))).toEqual([]);
    expect([await membersOf(), (await tidings(anna)).length]).toEqual([['anna owner 3', 'bert shared 3'], 1]);
  });

  it('answers, shares, withdrawals and readings end in one of the orders in which they could have come', async () => {
    const before = await deadlocks();
    const anything = (i: number): Promise<unknown> => [
      () => share(i % 3 ? bert : carl), () => sharing.accept(i % 2 ? bert : carl, 'cam-1'), () => sharing.unshare(anna, 'cam-1', i % 2 ? 'bert' : 'carl'), () => sharing.reject(bert, 'cam-1'),
      () => app.inbox.markAllRead(bert), () => sharing.leave(carl, 'cam-1'), () => (i % 16 === 6 ? sharing.clear(anna, 'cam-1') : share()), () => app.inbox.markAllRead(anna),
    ][i % 8]!();
    const codes: string[] = [];
    for (let wave = 0; wave < 160; wave += 40) codes.push(...(await ended(times(40, (i) => anything(wave + i)))));
    expect(codes.filter((code) => !['share_not_found', 'member_not_found'].includes(code))).toEqual([]);
    expect(await deadlocks()).toBe(before);
    const pending = await app.rows("select s.user_id from share s join notification n on n.tenant_id = s.tenant_id and n.id = s.notification_id where s.tenant_id = $1 and s.status = 'pending' and n.closed_at is null", [anna.tenantId]);
    const open = await app.rows("select user_id from notification where tenant_id = $1 and type = 'DeviceSharing' and closed_at is null", [anna.tenantId]);
    expect(open).toEqual(expect.arrayContaining(pending));
    expect(open).toHaveLength(pending.length);
  });

  it('acceptances crosswise do not wait for each other in a circle', async () => {
    const before = await deadlocks();
    const pairs = times(20, (i) => i);
    for (const i of pairs) {
      const [a, b] = [colleagueOf(anna, `a${i}`), colleagueOf(anna, `b${i}`)];
      for (const user of [a, b]) { await reachable(user); await give(`cam-of-${user.userId}`, user); }
      await share(b, {}, `cam-of-${a.userId}`, a);
      await share(a, {}, `cam-of-${b.userId}`, b);
    }
    expect(await ended(pairs.flatMap((i) => [sharing.accept(colleagueOf(anna, `b${i}`), `cam-of-a${i}`), sharing.accept(colleagueOf(anna, `a${i}`), `cam-of-b${i}`)]))).toEqual([]);
    expect(await deadlocks()).toBe(before);
    for (const i of pairs) expect(await app.inbox.counts(colleagueOf(anna, `a${i}`))).toMatchObject({ total: 2, unread: 1 });
  });

  it('first notifications of the same users, in any order, do not either', async () => {
    const before = await deadlocks();
    const [names, owners] = [times(10, (i) => `m${i}`), times(8, (i) => colleagueOf(anna, `o${i}`))];
    for (const [i, owner] of owners.entries()) {
      await give(`cam-${i}-of-all`, owner);
      for (const name of i % 2 ? names : [...names].reverse()) await app.devices.putMember(owner, `cam-${i}-of-all`, name, PERMISSION_EVENTS);
    }
    const sender = colleagueOf(anna, 'gateway', 'notification:send');
    expect(await ended(owners.flatMap((owner, i) => [sharing.clear(owner, `cam-${i}-of-all`), app.inbox.sendBatch(sender, i % 2 ? names : [...names].reverse(), { title: 'x', content: 'y' })]))).toEqual([]);
    expect(await deadlocks()).toBe(before);
    for (const name of names) expect(await app.inbox.counts(colleagueOf(anna, name))).toMatchObject({ total: 16, unread: 16 });
  });

  it('removals and handovers of the device leave no request open', async () => {
    const codes = await ended(times(40, (i): Promise<unknown> => [() => share(i % 2 ? bert : carl), () => sharing.accept(bert, 'cam-1'), () => give('cam-1', i % 3 ? anna : carl), () => (i % 12 === 3 ? app.devices.remove(admin, 'cam-1') : share(bert))][i % 4]!()));
    expect(codes.filter((code) => !['share_not_found', 'device_not_found', 'not_owner', 'share_to_self'].includes(code))).toEqual([]);
    await app.devices.remove(admin, 'cam-1').catch(() => undefined);
    expect([await feedOf(bert), await feedOf(carl)]).toEqual([[], []]);
  });
});
