import { identityIn } from './phone-identity.js';
import { registration } from './testing/test-phone.js';

const read = (text: string) => identityIn(Buffer.from(text));

describe('the identity in a registration', () => {
  it('is its three strings, whatever else there is', () => {
    expect(read(registration({ type: 5, os: null }))).toEqual({ imei: '860000000000001', imsi: '460000000000001', bundleId: 'com.example.bell' });
  });

  it('may be empty, as of phones that do not tell', () => {
    expect(read(registration({ imei: '', imsi: '' }))).toMatchObject({ imei: '', imsi: '' });
  });

  it.each([
    ['nothing', ''], ['no JSON', 'imei=1'], ['half of it', registration().slice(0, -1)], ['null', 'null'], ['a text', '"imei"'], ['a number', '7'], ['an array', `[${registration()}]`], ['an empty object', '{}'],
    ['no imei', registration({ imei: undefined })], ['no imsi', registration({ imsi: undefined })], ['no bundle_id', registration({ bundle_id: undefined })],
    ['a numeric imei', registration({ imei: 860000000000001 })], ['a null imsi', registration({ imsi: null })], ['a bundle_id in an object', registration({ bundle_id: {} })],
    ['a name nobody has', registration({ imei: '8'.repeat(257) })], ['NUL', registration({ imsi: '4\0' })], ['half a character', '{"imei":"\\ud800","imsi":"1","bundle_id":"x"}'],
  ])('is none in %s', (_, text) => {
    expect(read(text)).toBeUndefined();
  });

  it('is none in what is not UTF-8', () => {
    expect(identityIn(Buffer.from(registration({ imei: 'ÿ' }), 'latin1'))).toBeUndefined();
  });
});
