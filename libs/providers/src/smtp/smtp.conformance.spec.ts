import type { ProviderConfig } from '@ringpost/domain';
import { describeProvider } from '../testing/provider-conformance.js';
import { Smtp } from './smtp.provider.js';

const account = (url: string, password: string): ProviderConfig => {
  const { hostname: host, port } = new URL(url);
  return { host, port: Number(port), secure: 'none', username: 'bell', password, from: 'Ringpost <bell@ringpost.test>' };
};

describeProvider('SMTP', {
  kind: new Smtp(),
  loopback: 'smtp',
  config: (url) => account(url, 'right'),
  wrongConfig: (url) => account(url, 'wrong'),
  shipment: (deliveryId, to = 'living') => ({
    deliveryId, content: { kind: 'email', subject: 'The door', text: 'Somebody is there.', transactional: true }, address: '', envelope: { to: [to === 'dead' ? 'unknown@example.com' : 'anna@example.com'] },
    purpose: 'message', environment: 'production', appId: '', expiresAt: new Date('2030-01-01T00:00:00Z'),
  }),
  deliveryIn: (mail) => mail.envelope.envelopeId,
  oversized: { kind: 'email', subject: 'The door', text: 'x'.repeat(11_000_000), transactional: true },
  saysHowLong: false,
});
