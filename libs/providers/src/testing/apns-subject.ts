import { generateKeyPairSync } from 'node:crypto';
import type { EventContent, ProviderConfig, PushContent, RingEndContent, Shipment } from '@ringpost/domain';

/** A key as Apple gives them out. */
export const p8 = (namedCurve = 'P-256'): string => generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

const KEY = p8();

/** A configuration for a loopback server. */
export const apnsConfig = (url: string, more: ProviderConfig = {}): ProviderConfig => ({ team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: KEY, endpoint: url, sandbox_endpoint: url, ...more });

export const pushContent = (more: Partial<PushContent> = {}): PushContent => ({ kind: 'push', title: 'Front door', body: 'Somebody was here', ...more });

export const eventContent = (more: Partial<EventContent> = {}): EventContent => ({
  kind: 'event', udid: 'UD1', deviceName: 'Front door', type: 2, guid: 'guid-1', title: 'Front door', body: 'Motion', at: 1_700_000_000, ...more,
});

export const ringContent = (more: Partial<EventContent> = {}): EventContent => eventContent({ type: 1, ring: { id: 'ring_1', expiresAt: 1_700_000_030 }, ...more });

export const ringEndContent = (): RingEndContent => ({ kind: 'ring_end', ringId: 'ring_1', udid: 'UD1', reason: 'answered', by: 'u1' });

/** A push token that works; `start`: what its fate on loopback is told by. */
export const deviceToken = (start = 'a1b2'): string => start + 'c3d4e5f6'.repeat(8).slice(0, 64 - start.length);

export const apnsShipment = (more: Partial<Shipment> = {}): Shipment => ({
  deliveryId: crypto.randomUUID(), content: pushContent(), address: deviceToken(), purpose: 'message', environment: 'production', appId: 'com.example.app', expiresAt: new Date('2030-01-01T00:00:00.900Z'), ...more,
});
