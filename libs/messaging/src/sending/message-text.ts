import type { MessageContent } from '@ringpost/domain';

/** What addresses of a tenant's deliveries are sealed under. */
export const addressContext = (tenantId: string): string => `address ${tenantId}`;
/** What audiences of a tenant's messages are sealed under. */
export const audienceContext = (tenantId: string): string => `audience ${tenantId}`;

const LONGEST = 1_000;
const shortened = (text: string): string => ([...text.slice(0, LONGEST * 2)].length > LONGEST ? `${[...text.slice(0, LONGEST * 2)].slice(0, LONGEST - 1).join('')}…` : text);

/** What the log shows of a message. */
export function logText(content: MessageContent): string {
  switch (content.kind) {
    case 'push':
    case 'event':
      return shortened(`${content.title}\n${content.body}`);
    case 'sms':
      return shortened(content.text);
    case 'email':
      return shortened(`${content.subject}\n${content.text ?? content.html ?? ''}`);
    case 'phone_event':
      return shortened(content.draft.alert);
    case 'ring_end':
      return `the ring is over: ${content.reason}`;
  }
}
