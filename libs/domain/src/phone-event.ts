import { invalidField } from './errors.js';
import type { Purpose } from './push-token.js';

/** What happened at a device, for phones on the push socket. */
export interface PhoneEventDraft {
  /** The device. */
  readonly uid: string;
  /** Its name. */
  readonly device?: string;
  /** 0 to 65535; 1 is a ring. */
  readonly type: number;
  readonly action?: string;
  /** The address of a snapshot. */
  readonly other?: string;
  readonly alert: string;
  readonly message?: string;
  readonly sound?: string;
  /** Whatever the build expects of this type beside the rest. */
  readonly info?: Readonly<Record<string, unknown>>;
}

/** Rings, the only type a phone calls out for. */
export const RING_TYPE = 1;
/** Seconds after which nobody stands at the door any more. */
export const RING_TTL_S = 30;
const LARGEST = 65_536;

/** An event as old builds read it: every member a text. It is written once, and the same bytes go out however often it is sent. */
export class PhoneEvent {
  readonly payload: string;
  readonly purpose: Purpose;

  /** @param guid names the event, so that a phone knows one that comes again. Errors: `invalid_request` for what no phone could take. */
  constructor(readonly draft: PhoneEventDraft, guid: string, now: Date) {
    if (!Number.isInteger(draft.type) || draft.type < 0 || draft.type > 65_535) throw invalidField('type', 'range', 'type must be a whole number from 0 to 65535');
    this.purpose = draft.type === RING_TYPE ? 'ring' : 'message';
    const { alert, sound = 'default', message = alert, device = '' } = draft;
    this.payload = JSON.stringify({
      uid: draft.uid, device, type: String(draft.type), action: draft.action ?? '', guid, other: draft.other ?? '',
      aps: JSON.stringify({ alert, sound, message, name: device }),
      func: base64({ ts: Math.floor(now.getTime() / 1_000) }),
      info: base64(draft.info ?? {}),
    });
    if (Buffer.byteLength(this.payload) > LARGEST) throw invalidField('info', 'length', `the event must have at most ${LARGEST} bytes`);
  }
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64');
