import type { Graphql } from '@ringpost/contracts';
import { toTypeId, type Actor } from '@ringpost/domain';
import type { FeedItem } from '@ringpost/messaging';

/** Who caused what nobody caused. */
const SYSTEM = 'system';

/** A notification of the caller on the wire. */
export const presentNotification = ({ userId }: Actor) => ({ id, sender, senderPerson, receiverPerson, type, title, content, purpose, credential }: FeedItem): Graphql.Notification => ({
  pk: toTypeId('ntf', id),
  sender: sender ?? SYSTEM,
  senderName: senderPerson?.name ?? null,
  senderEmail: senderPerson?.email ?? null,
  senderPhone: senderPerson?.phone ?? null,
  receiver: userId,
  receiverName: receiverPerson?.name ?? null,
  receiverEmail: receiverPerson?.email ?? null,
  receiverPhone: receiverPerson?.phone ?? null,
  purpose,
  purposeDetail: title,
  description: content,
  type,
  data: credential,
});
