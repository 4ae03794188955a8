import type { MessageContent } from '@ringpost/domain';

/** What addresses of a tenant's deliveries are sealed under. */
export const addressContext = (tenantId: string): string => `address ${tenantId}`;
/** What audiences of a tenant's messages are sealed under. */
export const audienceContext = (tenantId: string): string => `audience ${tenantId}`;

const LONGEST = 1_000;

/** Text of at most so many characters, with a sign that it was longer. */
export function shortened(text: string, longest = LONGEST): string {
  const first = [...text.slice(0, 2 * longest + 2)]; // a character is one or two units
  return first.length > longest ? `${first.slice(0, longest - 1).join('')}…` : text;
}

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
