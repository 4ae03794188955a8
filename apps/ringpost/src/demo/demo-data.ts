import { createHash, randomBytes } from 'node:crypto';
import { Actor, Delivery, IdGenerator, Notification, PURPOSES, toTypeId, type Clock, type Purpose, type RateLimit, type Vault } from '@ringpost/domain';
import { DeviceService, MembershipService, PushTokenService, RecipientService, ShareNoticeService, SharingService, VerifiedAddressService, TokenPlacement } from '@ringpost/messaging';
import { AuditRepository, DeliveryRepository, DeviceRepository, InboxRepository, PushTokenRepository, RecipientRepository, ShareRepository, ensurePartitions, type Database } from '@ringpost/persistence';
import { DEMO_APP, DEMO_DEVICES, DEMO_EVENTS, DEMO_PEOPLE, type DemoDevice, type DemoPerson, type DemoPhone } from './demo-people.js';

/** The tenant that the demonstration is in, unless another one is named. */
export const demoTenantOf = ({ defaultTenantId }: { readonly defaultTenantId?: string }): string => defaultTenantId ?? 'tnt_demo';

const HOUR_MS = 3_600_000;
const HISTORY_DAYS = 14;
const ENTRIES_PER_MEMBER = 40;
const NO_LIMIT: RateLimit = { take: async () => ({ allowed: true, limit: 1, remaining: 1, resetMs: 0 }) };

/** One of the addresses of a phone, as it is registered. */
export interface DemoToken {
  /** `pt_…`. */
  readonly id: string;
  readonly deviceId: string;
  readonly purpose: Purpose;
  readonly address: string;
}

/** What was put into the tenant. */
export interface DemoReport {
  readonly people: number;
  readonly phones: number;
  readonly devices: number;
  readonly notifications: number;
  readonly deliveries: number;
}

/** Fills a tenant with believable data, through the same services that its users meet. */
export class DemoData {
  private readonly ids: IdGenerator;
  private readonly inbox: InboxRepository;
  private readonly deliveries: DeliveryRepository;
  private readonly devices: DeviceRepository;
  private readonly memberships: MembershipService;
  private readonly notices: ShareNoticeService;

  constructor(private readonly db: Database, private readonly vault: Vault, private readonly clock: Clock, private readonly tenantId: string) {
    this.ids = new IdGenerator(clock, randomBytes);
    this.inbox = new InboxRepository(db);
    this.deliveries = new DeliveryRepository(db);
    this.devices = new DeviceRepository(db);
    this.memberships = new MembershipService(db, this.devices, this.ids);
    this.notices = new ShareNoticeService(this.devices, new ShareRepository(), this.inbox, new RecipientRepository(db), clock, this.ids);
  }

  /** True when the tenant holds the demonstration already. */
  async isThere(): Promise<boolean> {
    return this.db.run(this.admin(), async (tx) => (await this.devices.find(tx, DEMO_DEVICES[0]!.udid)) !== null);
  }

  async fill(step: (done: number, total: number) => void): Promise<DemoReport> {
    const now = this.clock.now();
    await this.db.asOwner((tx) => ensurePartitions((text, values) => tx.sql(text, values), now, new Date(now.getTime() - HISTORY_DAYS * 24 * HOUR_MS)));
    const households = DEMO_DEVICES.flatMap((device) => [device.owner, ...device.shared.filter(({ permission }) => permission & 1).map(({ userId }) => userId)].map((userId) => ({ device, userId })));
    const total = DEMO_PEOPLE.length + DEMO_DEVICES.length + households.length;
    let done = 0;
    for (const person of DEMO_PEOPLE) {
      await this.addPerson(person);
      step(++done, total);
    }
    for (const device of DEMO_DEVICES) {
      await this.addDevice(device);
      step(++done, total);
    }
    let notifications = DEMO_DEVICES.flatMap(({ offered }) => offered).length, deliveries = 0;
    for (const { device, userId } of households) {
      const added = await this.addHistory(device, DEMO_PEOPLE.find((person) => person.userId === userId)!, now);
      notifications += added.notifications;
      deliveries += added.deliveries;
      step(++done, total);
    }
    for (const device of DEMO_DEVICES) await this.addOffers(device); // last, so that they are on top of the inboxes
    return { people: DEMO_PEOPLE.length, phones: DEMO_PEOPLE.flatMap(({ phones }) => phones).length, devices: DEMO_DEVICES.length, notifications, deliveries };
  }

  /** Puts people, phones and doors back as `fill` made them, whatever became of them since: an app registers again when it starts, too. */
  async renew(): Promise<DemoToken[]> {
    const tokens: DemoToken[] = [];
    for (const person of DEMO_PEOPLE) tokens.push(...(await this.addPerson(person)));
    for (const device of DEMO_DEVICES) await this.addDevice(device);
    return tokens;
  }

  private async addPerson(person: DemoPerson): Promise<DemoToken[]> {
    const recipients = new RecipientService(this.db, new RecipientRepository(this.db), this.clock);
    await recipients.put(this.admin(), person.userId, person);
    const rows = new PushTokenRepository(this.db);
    const tokens = new PushTokenService(this.db, rows, new TokenPlacement(rows, new AuditRepository(), this.clock, this.ids), this.vault, this.clock);
    const registered: DemoToken[] = [];
    for (const phone of person.phones) {
      for (const purpose of PURPOSES) {
        const address = this.addressOf(phone, purpose), { deviceId, platform, language } = phone;
        const { token } = await tokens.register(this.admin(), { deviceId, platform, language, purpose, userId: person.userId, token: address, appId: DEMO_APP });
        registered.push({ id: toTypeId('pt', token.id), deviceId, purpose, address });
      }
    }
    return registered;
  }

  private async addDevice(device: DemoDevice): Promise<void> {
    const devices = new DeviceService(this.db, this.devices, new AuditRepository(), this.clock, this.ids, this.memberships, this.notices);
    await devices.put(this.admin(), device.udid, { name: device.name, owner: device.owner });
    for (const { userId, permission } of device.shared) await devices.putMember(this.admin(), device.udid, userId, permission);
  }

  private async addOffers(device: DemoDevice): Promise<void> {
    const addresses = new VerifiedAddressService(new RecipientRepository(this.db), NO_LIMIT);
    const sharing = new SharingService(this.devices, new ShareRepository(), this.memberships, addresses, this.notices, this.vault, this.clock);
    for (const { userId, permission } of device.offered) {
      const { email } = DEMO_PEOPLE.find((person) => person.userId === userId)!;
      await sharing.share(Actor.of(this.tenantId, device.owner), device.udid, { email: email!, permission, credential: this.hashOf(device.udid, 'credential').slice(0, 16) });
    }
  }

  /** Two weeks of one person's events, the older half of them read, and what was sent to tell of them. */
  private async addHistory(device: DemoDevice, person: DemoPerson, now: Date): Promise<{ notifications: number; deliveries: number }> {
    const actor = Actor.of(this.tenantId, person.userId);
    let sent = 0;
    for (let i = ENTRIES_PER_MEMBER; i > 0; i--) {
      const at = new Date(now.getTime() - (i / ENTRIES_PER_MEMBER) * HISTORY_DAYS * 24 * HOUR_MS);
      const event = DEMO_EVENTS[i % 7 === 0 ? 2 : i % 3 === 0 ? 0 : i % 11 === 0 ? 3 : 1]!;
      const words = (text: string): string => text.replaceAll('{device}', device.name);
      const notification = new Notification(this.tenantId, this.ids.at(at), person.userId, {
        type: 'system', eventType: event.eventType, title: words(event.title), content: words(event.content), priority: event.priority,
        actionUrl: `app://devices/${device.udid}`, metadata: { device: device.udid, event: event.eventType },
      });
      const deliveries = this.deliveriesOf(person, words(event.title), event.eventType, at, i);
      sent += deliveries.length;
      await this.db.run(actor, async (tx) => {
        await this.inbox.add(tx, [notification], at);
        await this.deliveries.add(tx, deliveries);
        if (i > ENTRIES_PER_MEMBER / 2) await this.inbox.mark(tx, person.userId, notification.id, new Date(at.getTime() + HOUR_MS));
      });
    }
    return { notifications: ENTRIES_PER_MEMBER, deliveries: sent };
  }

  private deliveriesOf(person: DemoPerson, title: string, eventType: string, at: Date, turn: number): Delivery[] {
    const after = (ms: number): Date => new Date(at.getTime() + ms);
    const pushes = person.phones.map((phone) => {
      const provider = phone.platform === 'ios' ? 'apns' : 'fcm';
      const delivery = new Delivery(this.tenantId, this.ids.at(at), { userId: person.userId, channel: 'push', provider, recipient: this.addressOf(phone, 'message'), content: title }, at);
      if (turn % 13 === 0) delivery.failed('provider_unavailable', '503 ServiceUnavailable', after(30_000));
      else delivery.sent(`${provider} ${this.ids.at(after(80)).slice(0, 8)}`, after(80));
      if (turn % 13 !== 0 && turn % 4 !== 0) delivery.delivered(after(900));
      return delivery;
    });
    if (eventType !== 'device.battery.low') return pushes;
    const mail = new Delivery(this.tenantId, this.ids.at(after(5)), { userId: person.userId, channel: 'email', provider: 'smtp', recipient: person.email!, content: title }, at);
    mail.sent('250 2.0.0 queued', after(400));
    const code = new Delivery(this.tenantId, this.ids.at(after(9)), { userId: person.userId, channel: 'sms', provider: 'aliyun', recipient: person.phone!, content: `Your verification code is ${100_000 + turn * 7919}`, templateId: 'tpl_login_code' }, at);
    code.sent('OK', after(600));
    code.delivered(after(4_000));
    return [...pushes, mail, code];
  }

  /** How a provider on loopback answers depends on how an address begins. */
  private addressOf({ deviceId, gone }: DemoPhone, purpose: Purpose): string {
    return (gone ? 'dead' : 'a11e') + this.hashOf(deviceId, purpose).slice(4);
  }

  private hashOf(...parts: string[]): string {
    return createHash('sha256').update([this.tenantId, ...parts].join(' ')).digest('hex');
  }

  private admin(): Actor {
    return Actor.of(this.tenantId, 'usr_demo_operator', 'communication:send', 'notification:send', 'tenant:admin');
  }
}
