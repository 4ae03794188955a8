import { generateKeyPairSync } from 'node:crypto';
import type { EventContent, ProviderConfig, PushContent, RingEndContent, Shipment } from '@ringpost/domain';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Of the service account below. */
export const fcmPublicKey = publicKey;

/** A service account whose access tokens come from this address. */
export const fcmAccount = (url: string, more: ProviderConfig = {}): ProviderConfig => ({
  type: 'service_account', project_id: 'doors', client_email: 'push@doors.iam.gserviceaccount.com', private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }), token_uri: `${url}/token`, ...more,
});

/** A configuration for a loopback server. */
export const fcmConfig = (url: string, more: ProviderConfig = {}): ProviderConfig => ({ service_account: fcmAccount(url), endpoint: url, ...more });

/** A registration token; `start`: what its fate on loopback is told by. */
export const registrationToken = (start = 'cT4k'): string => `${start}9QmV0UuT1xYz2AbC3d:APA91bH${'kX7_q-9Z'.repeat(16)}`;

export const fcmPush = (more: Partial<PushContent> = {}): PushContent => ({ kind: 'push', title: 'Front door', body: 'Somebody was here', ...more });

export const fcmEvent = (more: Partial<EventContent> = {}): EventContent => ({
  kind: 'event', udid: 'UD1', deviceName: 'Front door', type: 2, guid: 'guid-1', title: 'Front door', body: 'Motion', at: 1_700_000_000, ...more,
});

export const fcmRing = (more: Partial<EventContent> = {}): EventContent => fcmEvent({ type: 1, ring: { id: 'ring_1', expiresAt: 1_700_000_030 }, ...more });

export const fcmRingEnd = (): RingEndContent => ({ kind: 'ring_end', ringId: 'ring_1', udid: 'UD1', reason: 'answered', by: 'u1' });

export const fcmShipment = (more: Partial<Shipment> = {}): Shipment => ({
  deliveryId: crypto.randomUUID(), content: fcmPush(), address: registrationToken(), purpose: 'message', environment: 'production', appId: '', expiresAt: new Date(Date.now() + 3_600_000), ...more,
});
