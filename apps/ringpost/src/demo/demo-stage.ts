import { DomainError, invalidField, type Clock } from '@ringpost/domain';
import type { Log } from '@ringpost/edge';
import type { DemoChannels } from './demo-accounts.js';
import type { DemoAnswer, DemoApi, DemoCall, DemoCaller } from './demo-api.js';
import type { DemoToken } from './demo-data.js';
import type { DemoHandset, RingOnScreen } from './demo-handset.js';
import { DEMO_DOOR, type DemoHousehold, type Rang } from './demo-household.js';
import { DEMO_APP, type DemoPerson } from './demo-people.js';
import { DEMO_MODES, type DemoMode } from './demo-provider.js';
import type { DemoProviders } from './demo-providers.js';
import { DemoTrace } from './demo-trace.js';
import { viewOf } from './demo-view.js';

/** What the demonstration is made of. */
export interface DemoParts {
  readonly tenant: string;
  readonly api: DemoApi;
  readonly household: DemoHousehold;
  readonly providers: DemoProviders;
  readonly channels: DemoChannels;
  readonly clock: Clock;
  readonly log: Log;
}

/** The service behind the door, who sends on its behalf. */
const SENDER: DemoCaller = { user: 'usr_demo_door', scope: 'communication:send' };

/** What can be done in the demonstration, and what is to be seen of it. What its people do goes over the public API. */
export class DemoStage {
  private readonly trace: DemoTrace;

  constructor(private readonly parts: DemoParts) {
    this.trace = new DemoTrace((path) => parts.api.call(SENDER, { method: 'GET', path }), parts.clock);
  }

  start(): void {
    this.parts.household.start((ring) => void this.acknowledge(ring));
  }

  stop(): void {
    this.parts.household.stop();
  }

  /** Somebody presses the bell. Errors, as of everything that calls the API: `unavailable`. */
  async ring(): Promise<DemoAnswer> {
    const answer = await this.show(SENDER, { method: 'POST', path: '/communication/rings', body: { device: DEMO_DOOR.udid } });
    if (answer.status < 300) this.trace.follow(String(answer.body.data.ring_id));
    return answer;
  }

  /** Whoever rang goes away. Errors: `ring_not_found`. */
  cancel(): Promise<DemoAnswer> {
    if (this.trace.ringId === undefined) throw new DomainError('ring_not_found');
    return this.show(SENDER, { method: 'DELETE', path: `/communication/rings/${this.trace.ringId}` });
  }

  /** The owner of a phone answers by it. Errors: `ring_not_found`. */
  async answer(phone: string): Promise<DemoAnswer> {
    const handset = this.handset(phone), ring = this.ringOn(handset), answer = await this.say(handset, ring, 'answer');
    if (answer.status < 300) handset.talk(ring.ringId);
    return answer;
  }

  /** The owner of a phone does not want to answer. Errors: `ring_not_found`. */
  async reject(phone: string): Promise<DemoAnswer> {
    const handset = this.handset(phone), ring = this.ringOn(handset), answer = await this.say(handset, ring, 'reject');
    if (answer.status < 300) handset.end(ring.ringId, 'rejected here');
    return answer;
  }

  /** The app on a phone is started, and registers the phone's tokens. Answers what the last of them was answered. */
  async register(phone: string): Promise<DemoAnswer> {
    const { tokens: [ring, message], person, phone: { deviceId, platform, language } } = this.handset(phone);
    const registered = ({ address: token, purpose }: DemoToken): Promise<DemoAnswer> =>
      this.show({ user: person.userId }, { method: 'POST', path: '/communication/push-tokens', body: { platform, token, device_id: deviceId, purpose, app_id: DEMO_APP, language } });
    await registered(message!);
    return registered(ring!);
  }

  /** Somebody of the household gets a message on their phones. */
  push(userId: string): Promise<DemoAnswer> {
    const body = { user_id: this.person(userId).userId, title: DEMO_DOOR.name, body: 'A parcel is at the door.' };
    return this.show(SENDER, { method: 'POST', path: '/communication/push', body });
  }

  /** Somebody of the household gets an e-mail. Errors: `provider_account_not_found`, when it would go out by an account of the tenant's own. */
  email(userId: string): Promise<DemoAnswer> {
    if (!this.parts.channels.email) throw new DomainError('provider_account_not_found', { detail: 'the tenant sends e-mail by an account of its own, which the demonstration leaves alone' });
    const { email, name = userId } = this.person(userId);
    const body = { user_id: userId, to: [email], subject: `Low battery: ${DEMO_DOOR.name}`, content: `Hello ${name},\n\nthe battery of ${DEMO_DOOR.name} is at 15\u00a0%. Charge it within a week.` };
    return this.show(SENDER, { method: 'POST', path: '/communication/email', body });
  }

  /** Makes a provider behave in another way. Errors: `invalid_request`. */
  steer(name: string, mode: unknown): void {
    const provider = this.parts.providers.all.find((each) => each.name === name);
    if (!provider) throw new DomainError('route_not_found');
    if (!DEMO_MODES.includes(mode as DemoMode)) throw invalidField('mode', 'enum', `mode must be one of the following values: ${DEMO_MODES.join(', ')}`);
    provider.steer(mode as DemoMode, this.parts.clock.now());
  }

  /** Everything that the page shows. */
  async state(): Promise<object> {
    const trace = await this.trace.latest();
    return viewOf(this.parts, trace, this.parts.clock.now());
  }

  /** Forgets what the screens show. */
  clear(): void {
    this.parts.household.clear();
  }

  /** What an app does when it begins to ring. */
  private async acknowledge({ handset, ring: { ringId, tokenId } }: Rang): Promise<void> {
    this.trace.follow(ringId);
    const { api, log } = this.parts;
    try {
      const { status, body } = await api.call({ user: handset.person.userId }, { method: 'POST', path: `/communication/rings/${ringId}/ack`, body: { push_token_id: tokenId } });
      this.trace.stir();
      if (status >= 300) log.warn({ status, answer: body.message }, 'a phone of the demonstration could not say that it rang');
    } catch (error) {
      log.warn({ err: error }, 'a phone of the demonstration could not say that it rang');
    }
  }

  private say({ person }: DemoHandset, { ringId, tokenId }: RingOnScreen, word: 'answer' | 'reject'): Promise<DemoAnswer> {
    return this.show({ user: person.userId }, { method: 'POST', path: `/communication/rings/${ringId}/${word}`, body: { push_token_id: tokenId } });
  }

  private async show(caller: DemoCaller, call: DemoCall): Promise<DemoAnswer> {
    const answer = await this.parts.api.show(caller, call);
    this.trace.stir();
    return answer;
  }

  private handset(id: string): DemoHandset {
    const handset = this.parts.household.handset(id);
    if (!handset) throw new DomainError('route_not_found');
    return handset;
  }

  private ringOn(handset: DemoHandset): RingOnScreen {
    const { ring } = handset.screen(this.parts.clock.now());
    if (!ring) throw new DomainError('ring_not_found');
    return ring;
  }

  private person(userId: string): DemoPerson {
    const person = this.parts.household.people.find((each) => each.userId === userId);
    if (!person) throw new DomainError('route_not_found');
    return person;
  }
}
