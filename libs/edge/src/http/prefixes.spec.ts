import { withoutPrefix } from './prefixes.js';

describe('the prefixes of the family', () => {
  it.each(['/communication', '/bff/communication-service', '/notification', '/bff/notification-service', '/bff/notification'])('%s/api/v1 is taken off', (prefix) => {
    expect(withoutPrefix(`${prefix}/api/v1/communication/push-tokens?page=2`)).toBe('/communication/push-tokens?page=2');
    expect(withoutPrefix(`${prefix}/api/v1/`)).toBe('/');
  });

  it.each([
    '/communication/push-tokens', '/notifications/unread?x=1', '/', '/api/v1/notifications', '/other/api/v1/notifications', '/communication/api/v1', '/communication/api/v2/x',
    '/notifications?next=/communication/api/v1/x', '/communicationX/api/v1/x', '/x/communication/api/v1/x', '/Communication/api/v1/x',
  ])('%s stays as it is', (url) => {
    expect(withoutPrefix(url)).toBe(url);
  });

  it('are taken off once', () => {
    expect(withoutPrefix('/communication/api/v1/communication/api/v1/x')).toBe('/communication/api/v1/x');
  });
});
