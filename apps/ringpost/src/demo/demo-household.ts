import type { Clock } from '@ringpost/domain';
import type { ArrivedMail, ArrivedPush } from './demo-provider.js';
import { DemoHandset, type RingOnScreen } from './demo-handset.js';
import type { DemoToken } from './demo-data.js';
import { DEMO_DEVICES, DEMO_PEOPLE, type DemoPerson } from './demo-people.js';
import type { DemoProviders } from './demo-providers.js';

/** A phone of the household that began to ring. */
export interface Rang {
  readonly handset: DemoHandset;
  readonly ring: RingOnScreen;
}

const LOOK_EVERY_MS = 25;
const MAILS = 6;

/** The door of the demonstration. */
export const DEMO_DOOR = DEMO_DEVICES[0]!;

/** The people behind the door with their phones and their mailbox, at the other end of the providers. */
export class DemoHousehold {
  readonly people: readonly DemoPerson[] = [DEMO_DOOR.owner, ...DEMO_DOOR.shared.map(({ userId }) => userId)].map((userId) => DEMO_PEOPLE.find((person) => person.userId === userId)!);
  readonly handsets: readonly DemoHandset[];
  private mails: readonly ArrivedMail[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly providers: DemoProviders,
    tokens: readonly DemoToken[],
    private readonly clock: Clock,
  ) {
    const firstName = (userId: string): string => this.people.find((person) => person.userId === userId)?.name?.split(' ')[0] ?? userId;
    this.handsets = this.people.flatMap((person) => person.phones.map((phone) => new DemoHandset(person, phone, tokens.filter(({ deviceId }) => deviceId === phone.deviceId), firstName)));
  }

  /** Looks at the phones from now on. `rang`: one of them rings. */
  start(rang: (ring: Rang) => void): void {
    this.timer = setInterval(() => { for (const ring of this.look()) rang(ring); }, LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The latest mails, the newest first. */
  get mailbox(): readonly ArrivedMail[] {
    return this.mails;
  }

  handset(id: string): DemoHandset | undefined {
    return this.handsets.find((handset) => handset.id === id);
  }

  /** Forgets what phones and mailbox show. */
  clear(): void {
    for (const handset of this.handsets) handset.clear();
    this.mails = [];
  }

  private look(): Rang[] {
    const now = this.clock.now(), { apns, fcm, smtp } = this.providers;
    this.mails = [...smtp.arrivals(now).reverse(), ...this.mails].slice(0, MAILS);
    return [...apns.arrivals(now), ...fcm.arrivals(now)].flatMap((push) => this.hand(push, now));
  }

  private hand(push: ArrivedPush, now: Date): Rang[] {
    return this.handsets.flatMap((handset) => {
      const ring = handset.take(push, now);
      return ring ? [{ handset, ring }] : [];
    });
  }
}
