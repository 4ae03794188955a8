import { PERMISSION_ALL, PERMISSION_EVENTS, PERMISSION_LIVE, type Actor, type PageRequest } from '@ringpost/domain';
import { codeOf } from '@ringpost/domain/testing';
import type { DeviceService } from './device.service.js';
import { TestMessaging, actorInNewTenant, colleagueOf } from '../testing/index.js';

let app: TestMessaging;
let devices: DeviceService;
let anna: Actor;
let bert: Actor;
let admin: Actor;

beforeAll(async () => {
  app = await TestMessaging.start();
  devices = app.devices;
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.setTo(new Date());
  anna = actorInNewTenant('anna');
  bert = colleagueOf(anna, 'bert');
  admin = colleagueOf(anna, 'admin', 'tenant:admin');
});

const FIRST_PAGE: PageRequest = { by: 'page', page: 1, size: 100 };
const give = (udid: string, owner: Actor, name?: string | null) => devices.put(admin, udid, { owner: owner.userId, ...(name === undefined ? {} : { name }) });
const devicesOf = async (actor: Actor): Promise<string[]> => (await devices.list(actor, FIRST_PAGE)).items.map(({ udid }) => udid);
const membersOf = async (udid: string): Promise<string[]> => (await devices.members(admin, udid, FIRST_PAGE)).items.map(({ user_id, role, permission }) => `${user_id} ${role} ${permission}`);
const audited = (): Promise<object[]> => app.rows('select user_id, action, subject, detail from audit where tenant_id = $1', [anna.tenantId]);
const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i));

describe('putting a device', () => {
  it('makes it, with its owner as a member who may do everything', async () => {
    const { device, owner, created } = await give('cam-1', anna, 'Front door');
    expect({ udid: device.udid, name: device.name, owner, created }).toEqual({ udid: 'cam-1', name: 'Front door', owner: 'anna', created: true });
    expect((await devices.list(anna, FIRST_PAGE)).items).toEqual([expect.objectContaining({
      udid: 'cam-1', name: 'Front door', owner: 'anna', role: 'owner', permission: PERMISSION_ALL, created_at: app.clock.now(), updated_at: app.clock.now(),
    })]);
  });

  it('again changes nothing but what is named', async () => {
    await give('cam-1', anna, 'Front door');
    app.clock.advance(1, 'minutes');
    expect(await give('cam-1', anna)).toMatchObject({ created: false, device: { name: 'Front door' } });
    expect(await give('cam-1', anna, null)).toMatchObject({ created: false, device: { name: null, updatedAt: app.clock.now() } });
    expect(await audited()).toEqual([]);
  });

  it('takes an administrator or a sender', async () => {
    expect(await codeOf(devices.put(anna, 'cam-1', { owner: 'anna' }))).toBe('scope_missing');
    expect(await codeOf(devices.remove(anna, 'cam-1'))).toBe('scope_missing');
    expect(await devices.put(colleagueOf(anna, 'gateway', 'communication:send'), 'cam-1', { owner: 'anna' })).toMatchObject({ created: true });
  });

  it('for a new owner clears everybody out, and is written into the audit', async () => {
    await give('cam-1', anna);
    await devices.putMember(anna, 'cam-1', 'bert', PERMISSION_EVENTS);
    await devices.putMember(anna, 'cam-1', 'carl', PERMISSION_LIVE);
    await give('cam-1', bert);
    expect(await membersOf('cam-1')).toEqual([`bert owner ${PERMISSION_ALL}`]);
    expect([await devicesOf(anna), await devicesOf(bert)]).toEqual([[], ['cam-1']]);
    expect(await audited()).toEqual([{ user_id: 'bert', action: 'device.owner_changed', subject: 'cam-1', detail: { from: 'anna', by: 'admin' } }]);
  });

  it('of the same name in another tenant is another device', async () => {
    const stranger = actorInNewTenant('anna', 'tenant:admin');
    await give('cam-1', anna, 'Mine');
    await devices.put(stranger, 'cam-1', { owner: 'anna', name: 'Hers' });
    expect((await devices.list(anna, FIRST_PAGE)).items).toMatchObject([{ name: 'Mine' }]);
    await devices.remove(stranger, 'cam-1');
    expect(await devicesOf(anna)).toEqual(['cam-1']);
  });
});

describe('removing a device', () => {
  it('takes every membership with it', async () => {
    await give('cam-1', anna);
    await devices.putMember(anna, 'cam-1', 'bert', PERMISSION_EVENTS);
    await devices.remove(admin, 'cam-1');
    expect([await devicesOf(anna), await devicesOf(bert)]).toEqual([[], []]);
    expect(await app.rows('select 1 from member where tenant_id = $1', [anna.tenantId])).toEqual([]);
  });

  it('that is not there says so', async () => {
    expect(await codeOf(devices.remove(admin, 'cam-1'))).toBe('device_not_found');
  });
});

describe('members', () => {
  beforeEach(() => give('cam-1', anna));

  it('are let in by the owner, and by an administrator', async () => {
    expect(await devices.putMember(anna, 'cam-1', 'bert', PERMISSION_EVENTS)).toMatchObject({ created: true, member: { userId: 'bert', role: 'shared', permission: PERMISSION_EVENTS } });
    expect(await devices.putMember(admin, 'cam-1', 'carl', PERMISSION_ALL)).toMatchObject({ created: true });
    expect(await membersOf('cam-1')).toEqual(['carl shared 3', 'bert shared 1', 'anna owner 3']);
    expect((await devices.list(bert, FIRST_PAGE)).items).toMatchObject([{ udid: 'cam-1', owner: 'anna', role: 'shared', permission: PERMISSION_EVENTS }]);
  });

  it('keep their place when their permission changes', async () => {
    const { member } = await devices.putMember(anna, 'cam-1', 'bert', PERMISSION_EVENTS);
    expect(await devices.putMember(anna, 'cam-1', 'bert', 0)).toMatchObject({ created: false, member: { id: member.id, permission: 0 } });
    expect(await membersOf('cam-1')).toContain('bert shared 0');
  });

  it('are shown out', async () => {
    await devices.putMember(anna, 'cam-1', 'bert', PERMISSION_EVENTS);
    await devices.removeMember(anna, 'cam-1', 'bert');
    expect(await devicesOf(bert)).toEqual([]);
    expect(await codeOf(devices.removeMember(anna, 'cam-1', 'bert'))).toBe('member_not_found');
  });

  it('cannot be the owner', async () => {
    expect(await codeOf(devices.putMember(anna, 'cam-1', 'anna', 0))).toBe('owner_is_member');
    expect(await codeOf(devices.removeMember(admin, 'cam-1', 'anna'))).toBe('owner_is_member');
    expect(await membersOf('cam-1')).toEqual(['anna owner 3']);
  });

  it('do not govern: they are told that only the owner may', async () => {
    await devices.putMember(anna, 'cam-1', 'bert', PERMISSION_ALL);
    expect(await codeOf(devices.putMember(bert, 'cam-1', 'carl', PERMISSION_EVENTS))).toBe('not_owner');
    expect(await codeOf(devices.removeMember(bert, 'cam-1', 'bert'))).toBe('not_owner');
    expect(await codeOf(devices.members(bert, 'cam-1', FIRST_PAGE))).toBe('not_owner');
  });

  it('alone know that the device exists: strangers and other tenants do not learn it', async () => {
    for (const stranger of [bert, colleagueOf(anna, 'gateway', 'communication:send'), actorInNewTenant('anna', 'tenant:admin')]) {
      expect(await codeOf(devices.members(stranger, 'cam-1', FIRST_PAGE))).toBe('device_not_found');
      expect(await codeOf(devices.putMember(stranger, 'cam-1', 'carl', PERMISSION_EVENTS))).toBe('device_not_found');
      expect(await codeOf(devices.removeMember(stranger, 'cam-1', 'anna'))).toBe('device_not_found');
    }
    expect(await codeOf(devices.members(admin, 'cam-2', FIRST_PAGE))).toBe('device_not_found');
  });

  it('beyond both permission bits are refused by the database', async () => {
    await expect(devices.putMember(anna, 'cam-1', 'bert', 4)).rejects.toMatchObject({ code: '23514' });
  });
});

describe('the lists', () => {
  it.each([1, 2, 5, 100])('of devices walk each exactly once in parts of %d, the one joined last first', async (size) => {
    for (const i of times(5, (n) => n)) await give(`cam-${i}`, i % 2 ? anna : bert);
    for (const i of [0, 2, 4]) await devices.putMember(bert, `cam-${i}`, 'anna', PERMISSION_EVENTS);
    const order = ['cam-4', 'cam-2', 'cam-0', 'cam-3', 'cam-1'];
    expect(await devicesOf(anna)).toEqual(order);
    const walked: string[] = [];
    for (let after: string | undefined = 'ffffffff-ffff-ffff-ffff-ffffffffffff'; after;) {
      const part: Awaited<ReturnType<DeviceService['list']>> = await devices.list(anna, { by: 'cursor', after, size });
      walked.push(...part.items.map(({ udid }) => udid));
      after = part.next;
    }
    expect(walked).toEqual(order);
  });

  it.each([1, 2, 100])('of members walk each exactly once in parts of %d', async (size) => {
    await give('cam-1', anna);
    for (const name of ['b', 'c', 'd']) await devices.putMember(anna, 'cam-1', name, PERMISSION_EVENTS);
    const walked: string[] = [];
    for (let after: string | undefined = 'ffffffff-ffff-ffff-ffff-ffffffffffff'; after;) {
      const part: Awaited<ReturnType<DeviceService['members']>> = await devices.members(anna, 'cam-1', { by: 'cursor', after, size });
      walked.push(...part.items.map(({ user_id }) => user_id));
      after = part.next;
    }
    expect(walked).toEqual(['d', 'c', 'b', 'anna']);
  });

  it('keep their totals past the end', async () => {
    await give('cam-1', anna);
    expect(await devices.list(anna, { by: 'page', page: 9, size: 10 })).toMatchObject({ items: [], total: 1, hasNext: false });
    expect(await devices.members(anna, 'cam-1', { by: 'page', page: 9, size: 10 })).toMatchObject({ items: [], total: 1, hasNext: false });
    expect(await devices.list(bert, FIRST_PAGE)).toMatchObject({ items: [], total: 0 });
  });
});

describe('many at once', () => {
  it('make a device once', async () => {
    const made = await Promise.all(times(20, () => give('cam-1', anna)));
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect(await membersOf('cam-1')).toEqual(['anna owner 3']);
  });

  it('hand it over, let in, show out and remove it without a surprise', async () => {
    await give('cam-1', anna);
    const ended = await Promise.allSettled(times(80, (i): Promise<unknown> => [
      () => give('cam-1', i % 2 ? anna : bert, `name ${i}`),
      () => devices.putMember(admin, 'cam-1', `user-${i % 3}`, i % 4),
      () => devices.removeMember(admin, 'cam-1', `user-${i % 3}`),
      () => (i % 20 === 3 ? devices.remove(admin, 'cam-1') : devices.members(admin, 'cam-1', FIRST_PAGE)),
    ][i % 4]!()));
    const allowed = ['device_not_found', 'member_not_found', 'owner_is_member'];
    expect(ended.filter((end) => end.status === 'rejected' && !allowed.includes(end.reason.code))).toEqual([]);
    const owners = await app.rows("select d.udid, count(*)::int as n from device d join member m using (tenant_id, udid) where tenant_id = $1 and role = 'owner' group by 1", [anna.tenantId]);
    const there = await app.rows('select udid from device where tenant_id = $1', [anna.tenantId]);
    expect(owners).toEqual(there.map(({ udid }) => ({ udid, n: 1 })));
  });
});
