import type { Schemas } from '@ringpost/contracts';
import type { Testimony } from '@ringpost/domain';
import type { PushTokenEvent } from '@ringpost/persistence';
import { timeText } from '../envelope.js';

type EventOnWire = Schemas['PushTokenEvent'];

/** An event of a push token on the wire. */
export const presentPushTokenEvent = ({ at, event, detail: { state, environment, app_id, evidence } }: PushTokenEvent): EventOnWire => ({
  at: timeText(at),
  event,
  state,
  environment,
  app_id,
  ...(evidence && testimony(evidence)),
  since: evidence?.since === undefined ? undefined : timeText(new Date(evidence.since)),
  earlier: evidence?.earlier && testimony(evidence.earlier),
});

// What a provider leaves empty is left out.
const testimony = ({ reason, provider, response, environment }: Testimony): Schemas['PushTokenTestimony'] => ({ reason, provider, response: response || undefined, tried_environment: environment });
