import type { ArrivedPush } from './demo-provider.js';
import type { DemoPerson, DemoPhone } from './demo-people.js';
import type { DemoToken } from './demo-data.js';

/** What a phone shows of a ring. */
export interface RingOnScreen {
  readonly ringId: string;
  /** By which of the phone's tokens it came, `pt_…`. */
  readonly tokenId: string;
  readonly title: string;
  readonly body: string;
  readonly state: 'ringing' | 'talking' | 'ended';
  /** How it ended, for people. */
  readonly words?: string;
  /** Until when it rings, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A notification on the screen. */
export interface NoteOnScreen {
  readonly title: string;
  readonly body: string;
}

const NOTES = 3;

/** A phone of the demonstration with the app on it: it does with a push what an app does. */
export class DemoHandset {
  private ring: RingOnScreen | undefined;
  private notes: readonly NoteOnScreen[] = [];

  constructor(
    readonly person: DemoPerson,
    readonly phone: DemoPhone,
    readonly tokens: readonly DemoToken[],
    private readonly nameOf: (userId: string) => string,
  ) {}

  get id(): string {
    return this.phone.deviceId;
  }

  /** What the phone shows now. */
  screen(now: Date): { readonly ring?: RingOnScreen; readonly notes: readonly NoteOnScreen[] } {
    if (this.ring?.state === 'ringing' && this.ring.expiresAt <= now.getTime()) this.ring = { ...this.ring, state: 'ended', words: 'missed' };
    return { ring: this.ring, notes: this.notes };
  }

  /** Takes a push that is for it. Answers the ring that it began to ring for, if it did. */
  take({ token, data, title = '', body = '' }: ArrivedPush, now: Date): RingOnScreen | undefined {
    const ringId = String(data.ring_id), tokenId = this.tokens.find(({ address }) => address === token)?.id;
    if (tokenId === undefined) return undefined;
    if (data.kind === 'ring') return this.begin({ ringId, tokenId, title, body, state: 'ringing', expiresAt: Number(data.expires_at) * 1_000 }, now);
    if (data.kind === 'ring_end') this.end(ringId, `${String(data.reason)}${typeof data.by === 'string' ? ` by ${this.nameOf(data.by)}` : ''}`);
    else this.notes = [{ title, body }, ...this.notes].slice(0, NOTES);
    return undefined;
  }

  /** Its owner picked up, and has the call. */
  talk(ringId: string): void {
    if (this.ring?.ringId === ringId) this.ring = { ...this.ring, state: 'talking', words: 'answered here' };
  }

  /** It stops ringing. */
  end(ringId: string, words: string): void {
    if (this.ring?.ringId === ringId && this.ring.state === 'ringing') this.ring = { ...this.ring, state: 'ended', words };
  }

  /** Its owner puts it back into the pocket. */
  clear(): void {
    this.ring = undefined;
    this.notes = [];
  }

  /** The same push may come twice; one ring rings once. */
  private begin(ring: RingOnScreen, now: Date): RingOnScreen | undefined {
    if (this.ring?.ringId === ring.ringId || ring.expiresAt <= now.getTime()) return undefined;
    this.ring = ring;
    return ring;
  }
}
