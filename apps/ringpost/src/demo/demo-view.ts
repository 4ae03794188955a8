import type { DemoHandset } from './demo-handset.js';
import { DEMO_DOOR } from './demo-household.js';
import type { DemoParts } from './demo-stage.js';

/** The demonstration as its page gets it, several times a second. `trace`: as the API tells it. */
export const viewOf = ({ tenant, api, household, providers, channels }: DemoParts, trace: object | undefined, now: Date): object => ({
  tenant,
  channels,
  now: now.getTime(),
  door: { udid: DEMO_DOOR.udid, name: DEMO_DOOR.name },
  people: household.people.map(({ userId, name, phones }) => ({ id: userId, name, phones: phones.length })),
  phones: household.handsets.map((handset) => phoneOf(handset, now)),
  mails: household.mailbox,
  providers: providers.all.map(({ name, title, mode }) => ({ name, title, mode })),
  trace,
  call: api.shown,
});

const phoneOf = (handset: DemoHandset, now: Date): object => ({
  id: handset.id,
  owner: handset.person.userId,
  name: handset.phone.name,
  platform: handset.phone.platform,
  gone: handset.phone.gone ?? false,
  tokens: handset.tokens.map(({ id, purpose }) => ({ id, purpose })),
  ...handset.screen(now),
});
