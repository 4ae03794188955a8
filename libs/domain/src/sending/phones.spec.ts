import { phonesOf, type WayToPhone } from './phones.js';

const way = (name: string, more: Partial<WayToPhone> = {}): WayToPhone & { name: string } => ({ name, userId: 'anna', deviceId: 'phone-1', appId: 'com.example', provider: 'fcm', purpose: 'ring', address: `address of ${name}`, ...more });
const namesOf = (sentFor: 'ring' | 'message', ...ways: ReturnType<typeof way>[]): string[][] => phonesOf(ways, (each) => each, sentFor).map((phone) => phone.map(({ name }) => name));

const ALL = [
  way('message socket', { purpose: 'message', provider: 'socket' }), way('socket', { provider: 'socket' }), way('message', { purpose: 'message', provider: 'apns' }), way('fcm'), way('voip', { provider: 'apns' }),
];

describe('the tokens of one phone', () => {
  it('are tried for a ring from what calls out of a locked phone down to the socket', () => {
    expect(namesOf('ring', ...ALL)).toEqual([['voip', 'fcm', 'message', 'socket', 'message socket']]);
  });

  it('are tried for a message without those that only ring', () => {
    expect(namesOf('message', ...ALL)).toEqual([['message', 'message socket']]);
  });

  it('are one phone by name and app', () => {
    expect(namesOf('ring', way('a'), way('b', { deviceId: 'phone-2' }), way('c', { appId: 'com.other' }), way('d', { purpose: 'message' }))).toEqual([['a', 'd'], ['b'], ['c']]);
  });

  it('are of another phone when another user has one of that name', () => {
    expect(namesOf('ring', way('a'), way('b', { userId: 'bert' }))).toEqual([['a'], ['b']]);
  });

  it('are one phone by address, whichever of them names the phone', () => {
    const same = { address: 'the same' };
    expect(namesOf('ring', way('a', { ...same, deviceId: null }), way('b', { ...same, deviceId: null, purpose: 'message' }))).toEqual([['a', 'b']]);
    expect(namesOf('ring', way('message', { ...same, deviceId: null, purpose: 'message' }), way('ring', same), way('voip', { provider: 'apns' }))).toEqual([['voip', 'ring', 'message']]);
    expect(namesOf('ring', way('a', same), way('b', { ...same, deviceId: 'phone-2', purpose: 'message' }))).toEqual([['a', 'b']]);
  });
});

describe('a token that names no phone', () => {
  it('is of a phone of its own', () => {
    expect(namesOf('ring', way('a', { deviceId: null }), way('b', { deviceId: null }), way('c'))).toEqual([['a'], ['b'], ['c']]);
  });
});

describe('a phone', () => {
  it('that has no way for a message gets none', () => {
    expect(namesOf('message', way('voip', { provider: 'apns' }), way('socket', { provider: 'socket', deviceId: 'phone-2' }))).toEqual([]);
  });

  it('on the push socket alone is rung there, also by what it registered for messages', () => {
    expect(namesOf('ring', way('message', { provider: 'socket', purpose: 'message' }))).toEqual([['message']]);
  });
});
