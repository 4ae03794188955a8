import { Fcm } from '../fcm/fcm.provider.js';
import { fcmAccount, fcmConfig, fcmPush, fcmShipment, registrationToken } from '../testing/fcm-subject.js';
import { describeProvider } from '../testing/provider-conformance.js';

describeProvider('FCM', {
  kind: new Fcm(),
  loopback: 'fcm',
  config: (url) => fcmConfig(url),
  wrongConfig: (url) => fcmConfig(url, { service_account: fcmAccount('https://elsewhere.example'), token_endpoint: `${url}/token` }),
  shipment: (deliveryId, to) => fcmShipment({ deliveryId, address: registrationToken(to === 'dead' ? 'dead' : undefined) }),
  deliveryIn: ({ message }) => message.data.ringpost_delivery_id,
  oversized: fcmPush({ body: 'x'.repeat(4_097) }),
  saysHowLong: true,
});
