import { DomainError, invalidField, type Actor } from '@ringpost/domain';
import type { Database, PhoneRow, RingRepository, TargetRow } from '@ringpost/persistence';
import type { NamedPhone, RingState } from './requests.js';
import { stateOf, type RingEnding } from './ring-ending.js';

type IsOwn = (target: TargetRow) => boolean;
type Outcome = 'answered' | 'rejected';

/** Rings, as those see them whose phones ring. */
export class RingAnswerService {
  constructor(
    private readonly db: Database,
    private readonly rings: RingRepository,
    private readonly ending: RingEnding,
  ) {}

  /**
   * The first member who answers has the ring; all other phones stop, the caller's own included except the one that is named. The same user
   * answering again gets the same. Errors: `ring_not_found`, `ring_over`.
   */
  answer(actor: Actor, id: string, phone: NamedPhone = {}): Promise<RingState> {
    return this.end(actor, id, phone, 'answered');
  }

  /**
   * The caller's phones stop, except the one that is named; the others go on ringing, until everybody whom the ring could reach has rejected.
   * Errors: `ring_not_found`, `ring_over`.
   */
  reject(actor: Actor, id: string, phone: NamedPhone = {}): Promise<RingState> {
    return this.end(actor, id, phone, 'rejected');
  }

  /**
   * A phone of the caller says that it rang, also after the ring is over. `pushTokenId` may be left out by whose only phone it is. Errors:
   * `ring_not_found`, `ring_target_not_found`, `invalid_request`.
   */
  acknowledge(actor: Actor, id: string, pushTokenId?: string): Promise<void> {
    return this.db.run(actor, async (tx) => {
      await this.rings.hold(tx, id, actor.userId); // else a worker may begin another way to the phone meanwhile
      const targets = await this.rings.targetsOf(actor, id);
      if (!targets || (!targets.isMember && targets.rows.length === 0)) throw new DomainError('ring_not_found');
      const own = targets.rows.filter(pushTokenId === undefined ? onlyPhone(targets.rows) : await this.ownPhone(actor, { pushTokenId }));
      if (own.length === 0) throw new DomainError('ring_target_not_found');
      await this.note(actor, id, own, pushTokenId);
    });
  }

  private end(actor: Actor, id: string, phone: NamedPhone, outcome: Outcome): Promise<RingState> {
    return this.db.run(actor, async (tx) => {
      const held = await this.rings.lock(tx, id);
      if (!held?.isMember) throw new DomainError('ring_not_found');
      const { ring, now } = held;
      const isNews = outcome === 'answered' ? ring.answer(actor.userId, now) : ring.reject(actor.userId, await this.rings.reached(tx, id), now);
      if (isNews) {
        const isOwn = await this.ownPhone(actor, phone);
        await this.rings.save(tx, ring);
        const targets = await this.ending.stop(actor, tx, ring, outcome, { userId: outcome === 'rejected' ? actor.userId : undefined, except: isOwn });
        await this.note(actor, id, targets.filter(isOwn), phone.pushTokenId); // who answers by it has heard it
      }
      return stateOf(ring, now);
    });
  }

  /** What tells the phone that the caller names. A name that nobody knows is of no phone: an answer must not fail for it. */
  private async ownPhone(actor: Actor, { pushTokenId, deviceId }: NamedPhone): Promise<IsOwn> {
    const phone: Partial<PhoneRow> = pushTokenId === undefined ? {} : ((await this.rings.phoneOf(actor, pushTokenId)) ?? {});
    return (target) =>
      target.user_id === actor.userId && target.push_token_id !== null &&
      (target.push_token_id === pushTokenId || (deviceId !== undefined && target.device_id === deviceId) || isSame(target, phone));
  }

  /** One of a phone's deliveries rang: the one by the token that is named, unless another way is known to have worked better; else the last that was tried. */
  private async note(actor: Actor, ringId: string, own: readonly TargetRow[], pushTokenId: string | undefined): Promise<void> {
    const worked = own.filter(({ status }) => status === 'sent' || status === 'delivered');
    const named = (of: readonly TargetRow[]): TargetRow | undefined => of.find(({ push_token_id }) => push_token_id === pushTokenId);
    const rang = named(worked) ?? worked.at(-1) ?? named(own) ?? own.findLast(({ status }) => status !== 'failed' && status !== 'cancelled') ?? own.at(-1);
    if (rang) await this.rings.acknowledge(actor, ringId, rang.id, own.filter((other) => other !== rang).map(({ id }) => id));
  }
}

function isSame(target: TargetRow, { device_id, app_id, address }: Partial<PhoneRow>): boolean {
  return (device_id != null && target.device_id === device_id && target.app_id === app_id) || (address != null && target.address === address);
}

/** All of a user's targets, when they are of one phone. Errors: `invalid_request`. */
function onlyPhone(rows: readonly TargetRow[]): IsOwn {
  const [first, ...others] = rows;
  if (first && !others.every((other) => other.push_token_id === first.push_token_id || isSame(other, first))) throw invalidField('push_token_id', 'required', 'push_token_id must say which phone rang: the ring went to several of yours');
  return () => true;
}
