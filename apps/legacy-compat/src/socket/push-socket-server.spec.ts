import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { COMMAND, frameOf, MAX_PAYLOAD_BYTES } from './frame.js';
import type { SocketLimits } from './socket-limits.js';
import { testCertificate } from './testing/test-certificate.js';
import { rawFrame, registration, TestPhone } from './testing/test-phone.js';
import { TestSocket } from './testing/test-socket.js';

let tls: SecureContextOptions;
beforeAll(async () => { tls = { ...(await testCertificate()), minVersion: 'TLSv1.2' }; });

let socket: TestSocket;
const strangers: Socket[] = [];
const phones: TestPhone[] = [];
const start = async (limits?: Partial<SocketLimits>): Promise<TestSocket> => (socket = await TestSocket.start(tls, limits));
afterEach(async () => {
  for (const { socket: own } of phones.splice(0)) own.destroy();
  for (const stranger of strangers.splice(0)) stranger.destroy();
  await socket.server.drain();
  expect(socket.server.figures).toMatchObject({ connections: 0, registered: 0 });
  expect(socket.listener.count('closed')).toBe(socket.listener.count('registered'));
});

const connect = async (options = {}): Promise<TestPhone> => keep(await TestPhone.connect(socket.port, options));
const register = async (changes = {}, options = {}): Promise<TestPhone> => keep(await TestPhone.registered(socket.port, changes, options));
const keep = (phone: TestPhone): TestPhone => {
  phones.push(phone);
  return phone;
};

/** Somebody who speaks TCP. */
async function stranger(localAddress?: string): Promise<Socket & { gone: Promise<unknown> }> {
  const raw = Object.assign(connectTcp({ port: socket.port, host: '127.0.0.1', localAddress }), { gone: Promise.resolve() as Promise<unknown> });
  raw.on('error', () => undefined).resume();
  raw.gone = new Promise((resolve) => raw.once('close', resolve));
  strangers.push(raw);
  await once(raw, 'connect');
  return raw;
}

/** Asserts that others are still served. */
async function expectWellServed(phone: TestPhone): Promise<void> {
  phone.beat();
  expect(await phone.next()).toEqual({ command: COMMAND.heartbeat, payload: '' });
}

/** Waits until the server has counted something. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}

const TOKEN = { command: COMMAND.token, payload: '{"token":"token of 860000000000001"}' };
const HEARTBEAT = { command: COMMAND.heartbeat, payload: '' };

describe('a phone that connects', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('registers over %s and is given its token', async (maxVersion) => {
    await start();
    const phone = (await connect({ maxVersion })).register();
    expect(await phone.next()).toEqual(TOKEN);
    expect([phone.socket.getProtocol(), socket.server.figures.registered]).toEqual([maxVersion, 1]);
    expect([...socket.listener.connections.values()].map(({ address, isClosed, isBehind }) => [address, isClosed, isBehind])).toEqual([['127.0.0.1', false, false]]);
  });

  it('may send a byte at a time', async () => {
    await start();
    const phone = await connect();
    for (const byte of Buffer.concat([frameOf(COMMAND.heartbeat, '17'), frameOf(COMMAND.register, registration())])) phone.say(Buffer.of(byte));
    expect([await phone.next(), await phone.next()]).toEqual([HEARTBEAT, TOKEN]);
  });

  it('may send many frames in one segment', async () => {
    await start();
    const phone = await connect();
    phone.say(Buffer.concat([frameOf(9, 'unknown'), frameOf(COMMAND.register, registration()), frameOf(COMMAND.token, '{}'), frameOf(COMMAND.event, '{}'), frameOf(COMMAND.heartbeat)]));
    expect([await phone.next(), await phone.next()]).toEqual([TOKEN, HEARTBEAT]);
    expect(socket.listener.told.map(([what]) => what)).toEqual(['registered', 'heard']);
  });

  it('may send a megabyte of a command that nobody knows', async () => {
    await start({ bufferedBytes: 1_000 });
    const phone = (await connect()).say(frameOf(9, 'x'.repeat(MAX_PAYLOAD_BYTES))).beat();
    expect(await phone.next()).toEqual(HEARTBEAT);
  });

  it('is answered a heartbeat before it registers, of which nobody is told', async () => {
    await start();
    await expectWellServed(await connect());
    expect(socket.listener.told).toEqual([]);
  });

  it('is given the same token when it registers again', async () => {
    await start();
    const phone = (await register()).register();
    expect(await phone.next()).toEqual(TOKEN);
    expect(socket.listener.count('registered')).toBe(1);
  });

  it('is given one token when it registers again before it was admitted', async () => {
    await start();
    socket.listener.admits = false;
    const phone = (await connect()).register().register().beat();
    await socket.listener.until('heard');
    socket.listener.connections.get('860000000000001')!.admit('late');
    expect([await phone.next(), await phone.next()]).toEqual([HEARTBEAT, { command: COMMAND.token, payload: '{"token":"late"}' }]);
    expect(socket.listener.count('registered')).toBe(1);
  });

  it('is disconnected when it says that it is another', async () => {
    await start();
    const phone = (await register()).register({ imsi: 'other' });
    await phone.closed;
    expect(socket.server.figures.refused.registration).toBe(1);
  });

  it.each([['is no JSON', '{"imei":'], ['is an array', '[]'], ['is null', 'null'], ['lacks a member', registration({ imsi: undefined })], ['has a number for a text', registration({ imei: 1 })], ['is empty', '']])('is disconnected when its registration %s', async (_, text) => {
    await start();
    const other = await register();
    await (await connect()).say(frameOf(COMMAND.register, text)).closed;
    expect([socket.listener.count('registered'), socket.server.figures.refused.registration]).toEqual([1, 1]);
    await expectWellServed(other);
  });

  it.each([['-1', -1], ['2 GiB', 0x7fffffff], ['1 MiB and a byte', MAX_PAYLOAD_BYTES + 1]])('is disconnected when it announces a frame of %s', async (_, length) => {
    await start();
    const phone = await register();
    await phone.say(rawFrame(9, length)).closed;
    await until(() => socket.listener.count('closed') === 1);
    expect(socket.server.figures.refused.frame).toBe(1);
  });

  it('may not fill the memory that all share with what it does not complete', async () => {
    await start({ bufferedBytes: 4_000 });
    const other = await register({ imei: 'other' });
    const first = (await connect()).say(Buffer.concat([frameOf(COMMAND.heartbeat), rawFrame(COMMAND.register, MAX_PAYLOAD_BYTES, 'x'.repeat(1_500))]));
    await first.next();
    const announcing = await Promise.all(Array.from({ length: 5 }, async () => (await connect()).say(rawFrame(COMMAND.register, MAX_PAYLOAD_BYTES))));
    const second = (await connect()).say(rawFrame(COMMAND.register, 2_000, 'x'.repeat(1_500)));
    await second.closed;
    expect([first, ...announcing].map(({ socket: { closed } }) => closed)).toEqual([false, false, false, false, false, false]);
    await expectWellServed(other);
    expect(socket.server.figures.refused.buffer).toBe(1);
    first.socket.destroy();
    await first.closed;
    await until(() => socket.server.figures.connections === 6);
    const text = registration({ imei: 'after', brand: 'x'.repeat(1_900) });
    const after = await connect();
    after.say(frameOf(COMMAND.register, text).subarray(0, 1_500));
    await expectWellServed(other);
    expect(await after.say(frameOf(COMMAND.register, text).subarray(1_500)).next()).toEqual({ command: COMMAND.token, payload: '{"token":"token of after"}' });
  });
});

describe('time', () => {
  it('runs out for a phone that does not register', async () => {
    await start();
    const idle = await connect(), beating = await connect();
    socket.advance(29);
    await expectWellServed(beating);
    const registered = await register();
    socket.advance(1);
    await Promise.all([idle.closed, beating.closed]);
    expect(socket.server.figures.refused.deadline).toBe(2);
    await expectWellServed(registered);
  });

  it('runs out for a phone that registers and is not admitted', async () => {
    await start();
    socket.listener.admits = false;
    const phone = (await connect()).register();
    await socket.listener.until('registered');
    socket.advance(30);
    await phone.closed;
    await until(() => socket.listener.count('closed') === 1);
    socket.listener.connections.get('860000000000001')!.admit('too late');
    expect(socket.server.figures.registered).toBe(0);
  });

  it('makes the server say something', async () => {
    await start();
    const phone = await register();
    socket.advance(54);
    await expectWellServed(phone);
    socket.advance(54);
    await expectWellServed(phone);
    socket.advance(55);
    expect(await phone.next()).toEqual(HEARTBEAT);
  });

  it('runs out for a phone that is silent', async () => {
    await start();
    const silent = await register({ imei: 'silent' }), alive = await register({ imei: 'alive' });
    for (let i = 0; i < 4; i++) {
      socket.advance(45);
      await expectWellServed(alive);
    }
    await silent.closed;
    await until(() => socket.listener.count('closed') === 1);
    expect(socket.listener.told.at(-1)).toEqual(['closed', 'silent']);
    expect(socket.server.figures.refused.silence).toBe(1);
    await expectWellServed(alive);
  });

  it('runs out for a phone that drops bytes into a frame it never completes', async () => {
    await start();
    const phone = (await register()).say(rawFrame(9, 1_000));
    for (let i = 0; i < 4; i++) {
      phone.say(Buffer.of(0));
      socket.advance(45);
    }
    await phone.closed;
    expect(socket.server.figures.refused.silence).toBe(1);
  });
});

describe('heartbeats', () => {
  it('are answered so seldom that the two do not go on for ever, and all of them are told', async () => {
    await start();
    const phone = (await register()).beat(20);
    for (let i = 0; i < 8; i++) expect(await phone.next()).toEqual(HEARTBEAT);
    await until(() => socket.listener.count('heard') === 20);
    socket.advance(29);
    phone.register();
    expect(await phone.next()).toEqual(TOKEN);
    socket.advance(1);
    expect(await phone.next()).toEqual(HEARTBEAT);
    phone.register();
    expect(await phone.next()).toEqual(TOKEN);
    expect(phone.seen.filter(({ command }) => command === COMMAND.heartbeat)).toHaveLength(9);
  });

  it('of a phone that answers everything come to rest', async () => {
    await start();
    const phone = await register();
    phone.beat();
    for (let i = 0; i < 8; i++) {
      await phone.next();
      phone.beat();
    }
    await until(() => socket.listener.count('heard') === 9);
    phone.register();
    expect(await phone.next()).toEqual(TOKEN);
  });
});

describe('an event', () => {
  it('reaches the phone it is for', async () => {
    await start();
    const [one, other] = [await register({ imei: 'one' }), await register({ imei: 'other' })];
    const payload = JSON.stringify({ uid: 'camera', type: '1', device: '门铃' });
    expect(socket.listener.connections.get('one')!.sendEvent(payload)).toBe(true);
    expect(await one.next()).toEqual({ command: COMMAND.event, payload });
    await expectWellServed(other);
  });

  it('is not sent to a phone that was not admitted, was closed or has gone', async () => {
    await start();
    socket.listener.admits = false;
    const phone = (await connect()).register();
    await socket.listener.until('registered');
    const connection = socket.listener.connections.get('860000000000001')!;
    expect(connection.sendEvent('{}')).toBe(false);
    connection.admit('token');
    expect(connection.sendEvent('{}')).toBe(true);
    connection.close();
    expect([connection.sendEvent('{}'), connection.isClosed]).toEqual([false, true]);
    await phone.closed;
    await until(() => socket.listener.count('closed') === 1);
    expect([connection.sendEvent('{}'), phone.seen.map(({ command }) => command)]).toEqual([false, [COMMAND.token, COMMAND.event]]);
  });

  it('waits for a phone that does not read, which holds up nobody else', async () => {
    await start();
    const slow = (await register({ imei: 'slow' })).stopReading(), quick = await register({ imei: 'quick' });
    const connection = socket.listener.connections.get('slow')!;
    const payload = 'x'.repeat(1_000_000);
    let written = 0;
    while (written < 100 && connection.sendEvent(payload)) {
      written++;
      await expectWellServedByEvent(quick);
    }
    expect([connection.isBehind, connection.sendEvent('{}'), connection.isClosed]).toEqual([true, false, false]);
    expect(written).toBeLessThan(20);
    slow.register({ imei: 'slow' }).beat(3);
    await until(() => socket.listener.told.filter(([what, imei]) => what === 'heard' && imei === 'slow').length === 3);
    const drained = socket.listener.until('drained');
    slow.socket.resume();
    await drained;
    for (let i = 0; i < written; i++) expect((await slow.next()).payload).toHaveLength(1_000_000);
    expect(connection.sendEvent('{"last":"one"}')).toBe(true);
    expect([await slow.next(), await slow.next(), await slow.next()]).toEqual([{ command: COMMAND.token, payload: '{"token":"token of slow"}' }, HEARTBEAT, { command: COMMAND.event, payload: '{"last":"one"}' }]);
  });

  const expectWellServedByEvent = async (phone: TestPhone): Promise<void> => {
    expect(socket.listener.connections.get('quick')!.sendEvent('{}')).toBe(true);
    expect(await phone.next()).toEqual({ command: COMMAND.event, payload: '{}' });
  };
});

describe('a connection that is closed by its listener', () => {
  it('delivers what was written, and tells what is confirmed', async () => {
    await start();
    const phone = await register();
    const connection = socket.listener.connections.get('860000000000001')!;
    connection.sendEvent('{"guid":"1"}');
    phone.beat();
    connection.close();
    connection.close();
    await phone.closed;
    await until(() => socket.listener.count('closed') === 1);
    expect(phone.seen.at(-1)).toEqual({ command: COMMAND.event, payload: '{"guid":"1"}' });
    expect(socket.listener.told.map(([what]) => what)).toEqual(['registered', 'heard', 'closed']);
  });

  it('ends although the phone does not read', async () => {
    await start();
    const phone = (await register()).stopReading();
    const connection = socket.listener.connections.get('860000000000001')!;
    while (connection.sendEvent('x'.repeat(1_000_000)));
    connection.close();
    socket.advance(1);
    await socket.listener.until('closed');
    expect(phone.socket.closed).toBe(false);
  });
});

describe('strangers', () => {
  it.each([['no TLS', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'], ['half a handshake and then nothing of sense', Buffer.from('16030100050100000100ffffffff', 'hex')], ['an alert', Buffer.from('15030100020228', 'hex')]])('who speak %s are turned away, which nobody else notices', async (_, bytes) => {
    await start();
    const phone = await register();
    const raw = await stranger();
    raw.write(bytes);
    await raw.gone;
    await until(() => socket.server.figures.connections === 1);
    expect(socket.server.figures.refused.handshake).toBe(1);
    await expectWellServed(phone);
    expect(socket.lines.filter((line) => !line.startsWith('debug'))).toEqual([]);
  });

  it('who say nothing are turned away', async () => {
    await start({ handshakeMs: 60 });
    await (await stranger()).gone;
    expect(socket.server.figures.refused.handshake).toBe(1);
  });

  it.each(['before', 'after'])('who reset the connection %s TLS disturb nobody', async (when) => {
    await start();
    const phone = await register();
    const raw = await stranger();
    if (when === 'after') await connect({ socket: raw });
    raw.resetAndDestroy();
    await until(() => socket.server.figures.connections === 1);
    await expectWellServed(phone);
  });

  it('of one address may be so many, and others come in', async () => {
    await start({ perAddress: 2 });
    const phone = await register({}, { localAddress: '127.0.0.2' });
    await stranger('127.0.0.2');
    await (await stranger('127.0.0.2')).gone;
    expect(socket.server.figures.refused.address).toBe(1);
    await register({ imei: 'elsewhere' }, { localAddress: '127.0.0.3' });
    phone.socket.destroy();
    await until(() => socket.server.figures.connections === 2);
    await register({ imei: 'next' }, { localAddress: '127.0.0.2' });
  });

  it('of an exempt address may be more', async () => {
    await start({ perAddress: 1, exemptAddress: (address) => address === '127.0.0.2' });
    await Promise.all(Array.from({ length: 3 }, (_, i) => register({ imei: `${i}` }, { localAddress: '127.0.0.2' })));
    expect(socket.server.figures.registered).toBe(3);
  });
});

describe('handshakes', () => {
  it('wait for their turn, and those that find no place to wait are turned away before TLS', async () => {
    await start({ handshakesPerSecond: 1, waitingHandshakes: 2 });
    await connect();
    const waiting = [1, 2].map(() => connect());
    await until(() => socket.server.figures.connections === 3);
    await Promise.all([1, 2, 3].map(async () => (await stranger()).gone));
    expect(socket.server.figures).toMatchObject({ connections: 3, refused: { pace: 3, handshake: 0 } });
    for (let i = 1; i <= 2; i++) {
      socket.advance(1);
      await Promise.race(waiting.splice(0, 1));
    }
  });

  it('of those who gave up while they waited leave their place to others', async () => {
    await start({ handshakesPerSecond: 1, waitingHandshakes: 1 });
    await connect();
    const waiting = await stranger();
    await until(() => socket.server.figures.connections === 2);
    waiting.resetAndDestroy();
    await until(() => socket.server.figures.connections === 1);
    await stranger();
    await until(() => socket.server.figures.connections === 2);
    expect(socket.server.figures.refused.pace).toBe(0);
  });

  it('may not be repeated on a connection', async () => {
    await start();
    const phone = await register();
    phone.socket.renegotiate({}, () => undefined);
    await phone.closed;
  });

  it('show renewed certificates, and the old ones when those cannot be used', async () => {
    await start();
    const subject = async (): Promise<string | undefined> => (await connect()).socket.getPeerCertificate().subject.CN as string | undefined;
    const before = await subject();
    socket.server.renew({ ...(await testCertificate('renewed.test')), minVersion: 'TLSv1.2' });
    expect([before, await subject()]).toEqual(['phones.test', 'renewed.test']);
    expect(() => socket.server.renew({ cert: 'none', key: 'none' })).toThrow();
    expect(await subject()).toBe('renewed.test');
  });
});

describe('a server that drains', () => {
  it('closes phones gently, cuts those that stay, and takes no more', async () => {
    await start({ handshakesPerSecond: 75, waitingHandshakes: 10 });
    const phone = await register({ imei: 'one' }), stuck = (await register({ imei: 'stuck' })).stopReading();
    const shaking = await stranger();
    while (socket.listener.connections.get('stuck')!.sendEvent('x'.repeat(1_000_000)));
    socket.listener.connections.get('one')!.sendEvent('{"guid":"1"}');
    const waiting = [await stranger(), await stranger(), await stranger(), await stranger()];
    const drained = socket.server.drain();
    await Promise.all([phone.closed, shaking.gone, ...waiting.map(({ gone }) => gone)]);
    expect(await phone.next()).toEqual({ command: COMMAND.event, payload: '{"guid":"1"}' });
    await expect(stranger()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await drained;
    expect(socket.listener.told.slice(-2).map(([what]) => what)).toEqual(['closed', 'closed']);
    stuck.socket.resume();
    await stuck.closed;
  });

  it('has nothing to wait for when nobody is there', async () => {
    await start();
    await Promise.all([socket.server.drain(), socket.server.drain()]);
    expect(socket.server.figures.connections).toBe(0);
  });

  it('cannot listen where somebody else does', async () => {
    await start();
    const second = await TestSocket.start(tls, {}, socket.port).catch((error: NodeJS.ErrnoException) => error.code);
    expect(second).toBe('EADDRINUSE');
  });
});
