import { apnsConfig, apnsShipment, deviceToken, pushContent } from '../testing/apns-subject.js';
import { describeProvider } from '../testing/provider-conformance.js';
import { Apns } from './apns.provider.js';

describeProvider('apns', {
  kind: new Apns(),
  loopback: 'apns',
  config: (url) => apnsConfig(url),
  wrongConfig: (url) => apnsConfig(url, { key_id: 'REVOKED000' }),
  shipment: (deliveryId, to = 'living') => apnsShipment({ deliveryId, address: deviceToken(to === 'dead' ? 'dead' : 'a1b2') }),
  deliveryIn: ({ headers }) => headers['apns-id'],
  oversized: pushContent({ body: 'x'.repeat(4096) }),
  saysHowLong: true,
});
