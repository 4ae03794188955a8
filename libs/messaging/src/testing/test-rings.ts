import type { Actor, Environment, Platform, Provider, Purpose } from '@ringpost/domain';
import { RingRepository } from '@ringpost/persistence';
import { EventAcceptance } from '../rings/event-acceptance.js';
import { EventService } from '../rings/event.service.js';
import { RingAnswerService } from '../rings/ring-answer.service.js';
import { RingEnding } from '../rings/ring-ending.js';
import { RingTraceService } from '../rings/ring-trace.service.js';
import { RingService } from '../rings/ring.service.js';
import type { TestMessaging } from './test-messaging.js';
import { TestSending } from './test-sending.js';

/** What a phone registers, as far as a ring depends on it. */
export interface TestToken {
  readonly token: string;
  readonly purpose?: Purpose;
  readonly platform?: Platform;
  readonly provider?: Provider;
  readonly deviceId?: string;
  readonly appId?: string;
  readonly environment?: Environment;
}

/** Rings and events, on the database of an application under test. */
export class TestRings {
  readonly rings: RingService;
  readonly answers: RingAnswerService;
  readonly traces: RingTraceService;
  readonly events: EventService;

  constructor(private readonly app: TestMessaging, readonly sending = new TestSending(app)) {
    const { db, vault, clock, ids } = app, { make, wakeUps, kinds, acceptances } = sending;
    const rings = new RingRepository(db), events = new EventAcceptance(rings, make, wakeUps, kinds, vault, clock, ids);
    const ending = new RingEnding(rings, acceptances, make, wakeUps, vault, clock, ids);
    this.rings = new RingService(db, rings, events, ending);
    this.answers = new RingAnswerService(db, rings, ending);
    this.traces = new RingTraceService(rings);
    this.events = new EventService(events);
  }

  /** A token of a user; for rings, on iOS, unless something else is said. Answers its uuid. */
  async phone(actor: Actor, { token, purpose = 'ring', platform = 'ios', ...phone }: TestToken): Promise<string> {
    return (await this.app.pushTokens().register(actor, { token, purpose, platform, ...phone })).token.id;
  }
}
