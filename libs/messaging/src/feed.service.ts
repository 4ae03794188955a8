import { credentialContext, type Actor, type Vault } from '@ringpost/domain';
import type { FeedFilter, FeedRow, InboxRepository, PersonRow, RecipientRepository } from '@ringpost/persistence';

/** Which notifications are wanted, and what of them. */
export interface FeedRequest extends FeedFilter {
  /** Whether it is told who sender and receiver are. */
  readonly people: boolean;
}

/** What the directory knows of somebody. */
export type Person = Pick<PersonRow, 'name' | 'email' | 'phone'>;

/** A notification as its receiver gets it, with the things they need to answer it. */
export interface FeedItem {
  /** A uuid; its time is when the notification was made. */
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly content: string;
  /** The udid of the device that it is about. */
  readonly purpose: string | null;
  /** The user who caused it. */
  readonly sender: string | null;
  /** Of a share that is pending, when credentials were asked for. */
  readonly credential: string | null;
  /** Absent when nobody asked, or nothing is known. */
  readonly senderPerson: Person | undefined;
  readonly receiverPerson: Person | undefined;
}

/** A feed has the newest of them. */
export const FEED_LIMIT = 500;

type People = ReadonlyMap<string, Person>;
const NOBODY: People = new Map();

/** The caller's notifications as one list, without pages: in one statement, and one more for all the people in it. */
export class FeedService {
  constructor(
    private readonly inbox: InboxRepository,
    private readonly recipients: RecipientRepository,
    private readonly vault: Vault,
  ) {}

  /** The newest of the caller's notifications, the newest first. Reading them here does not mark them read. */
  async feed(actor: Actor, request: FeedRequest): Promise<FeedItem[]> {
    const rows = await this.inbox.feed(actor, { ...request, types: [...new Set(request.types)] }, FEED_LIMIT);
    const people = request.people && rows.length > 0 ? await this.peopleIn(actor, rows) : NOBODY;
    return rows.map((row) => this.itemOf(actor, row, people));
  }

  private async peopleIn(actor: Actor, rows: readonly FeedRow[]): Promise<People> {
    const ids = new Set([actor.userId]);
    for (const { sender } of rows) if (sender !== null) ids.add(sender);
    const people = await this.recipients.people(actor, [...ids]);
    return new Map(people.map((person) => [person.user_id, person]));
  }

  private itemOf(actor: Actor, { id, type, title, content, purpose, sender, credential_sealed: sealed }: FeedRow, people: People): FeedItem {
    const credential = sealed && purpose !== null ? this.vault.open(sealed, credentialContext(actor.tenantId, purpose, actor.userId)) : null;
    return { id, type, title, content, purpose, sender, credential, senderPerson: sender === null ? undefined : people.get(sender), receiverPerson: people.get(actor.userId) };
  }
}
