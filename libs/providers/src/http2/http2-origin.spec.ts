import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { until } from '@ringpost/domain/testing';
import { Http2Peer } from '../testing/http2-peer.js';
import { testCertificate } from '../testing/test-certificate.js';
import { Http2Failure, Http2Origin, type Http2Answer, type Http2OriginOptions } from './http2-origin.js';

const LONG_MS = 20_000;

describe('an HTTP/2 origin', () => {
  const ends: (() => Promise<unknown>)[] = [];
  let peer: Http2Peer;

  const start = async (...how: Parameters<typeof Http2Peer.start>): Promise<Http2Peer> => {
    peer = await Http2Peer.start(...how);
    ends.push(() => peer.close());
    return peer;
  };
  const origin = (url = peer.url, options?: Omit<Http2OriginOptions, 'reach'>): Http2Origin => {
    const made = new Http2Origin(url, { reach: 'anywhere', ...options });
    ends.unshift(() => made.close());
    return made;
  };
  const get = (from: Http2Origin, path = '/', timeoutMs = LONG_MS): Promise<Http2Answer> => from.request({ ':method': 'POST', ':path': path }, 'body', timeoutMs);
  const failure = async (request: Promise<unknown>): Promise<Http2Failure> => {
    const error = await request.then(() => undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(Http2Failure);
    return error as Http2Failure;
  };
  const held = (count: number): Promise<void> => until(() => peer.held.length === count);
  const silentServer = async (onSocket?: (socket: Socket) => void): Promise<{ url: string }> => {
    const server = createServer(onSocket);
    const sockets: Socket[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ends.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  };

  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  it('brings answers with and without a body', async () => {
    await start();
    const from = origin(), both = [get(from, '/a'), get(from, '/b')];
    await held(2);
    peer.answer('', peer.held.find(({ path }) => path === '/a'));
    peer.answer('körper', peer.held[0]);
    expect(await Promise.all(both)).toEqual([
      { status: 200, headers: expect.objectContaining({ 'x-path': '/a' }), body: '' },
      { status: 200, headers: expect.objectContaining({ 'x-path': '/b' }), body: 'körper' },
    ]);
    expect(peer.sessions).toHaveLength(1);
  });

  it('never has more streams open than its peer allows, and connects again when requests keep waiting, up to four times', async () => {
    await start({ maxConcurrentStreams: 3 });
    const from = origin(), all = Array.from({ length: 40 }, () => get(from));
    await held(12);
    expect(peer.sessions).toHaveLength(4);
    expect(new Set(peer.held.map(({ connection }) => connection)).size).toBe(4);
    const answering = setInterval(() => peer.held.length > 0 && peer.answer(), 1);
    await Promise.all(all).finally(() => clearInterval(answering));
    expect(peer.mostOpen).toBe(3);
    expect(peer.sessions).toHaveLength(4);
  });

  it('heeds a limit that is raised later', async () => {
    await start({ maxConcurrentStreams: 1 });
    const from = origin(), all = Array.from({ length: 3 }, () => get(from));
    await held(1);
    peer.sessions[0]!.settings({ maxConcurrentStreams: 100 });
    await held(3);
    while (peer.held.length > 0) peer.answer();
    await Promise.all(all);
  });

  it('lets what is under way end when the peer says goodbye, and goes on over another connection', async () => {
    await start();
    const from = origin(), first = get(from, '/first');
    await held(1);
    peer.sessions[0]!.close();
    let second: Promise<Http2Answer> | undefined;
    await until(async () => {
      second = get(from, '/second');
      await Promise.race([second.catch(() => undefined), until(() => peer.held.length === 2)]);
      return peer.held.length === 2;
    });
    expect(peer.held.map(({ connection }) => connection)).toEqual([0, 1]);
    peer.answer();
    peer.answer();
    expect((await first).headers['x-path']).toBe('/first');
    expect((await second!).headers['x-path']).toBe('/second');
  });

  it('says that a request was not sent which the peer, going away, never took', async () => {
    await start();
    const from = origin(), both = [get(from, '/a'), get(from, '/b')];
    await held(2);
    peer.sessions[0]!.goaway(0, 1);
    const failed = await failure(both[1]!);
    expect(failed).toMatchObject({ code: 'goaway', unsent: true });
    peer.answer('', peer.held.find(({ path }) => path === '/a'));
    expect((await both[0]!).status).toBe(200);
  });

  it('does not say so of what the peer may have taken', async () => {
    await start();
    const from = origin(), both = [get(from, '/a'), get(from, '/b')];
    await held(2);
    peer.sessions[0]!.goaway(2, 1);
    expect([await failure(both[0]!), await failure(both[1]!)]).toMatchObject([{ code: 'goaway', unsent: false }, { code: 'goaway', unsent: true }]);
  });

  it('tells a stream that was refused from one that was reset', async () => {
    await start();
    const from = origin(), both = [get(from, '/a'), get(from, '/b')];
    await held(2);
    for (const { stream, path } of peer.held) stream.close(path === '/a' ? 7 : 2);
    expect([await failure(both[0]!), await failure(both[1]!)]).toMatchObject([{ code: 'reset', unsent: true }, { code: 'reset', unsent: false }]);
  });

  it('fails what was under way when the connection is cut, and connects again', async () => {
    await start();
    const from = origin(), cut = get(from);
    await held(1);
    peer.sockets[0]!.destroy();
    expect(await failure(cut)).toMatchObject({ code: 'reset', unsent: false });
    peer.held.length = 0;
    const next = get(from);
    await held(1);
    peer.answer();
    expect((await next).status).toBe(200);
  });

  it('does not take half an answer for one', async () => {
    await start();
    const cut = get(origin());
    await held(1);
    peer.held[0]!.stream.respond({ ':status': 200 });
    peer.held[0]!.stream.write('half');
    setTimeout(() => peer.sockets[0]!.destroy(), 20);
    expect(await failure(cut)).toMatchObject({ code: 'reset', unsent: false });
  });

  it('takes back a request that is not answered in time, and the next one has its place', async () => {
    await start({ maxConcurrentStreams: 1 });
    const from = origin();
    const busy = get(from, '/answered');
    await held(1);
    const late = get(from, '/late', 300);
    peer.answer();
    await busy;
    await held(1);
    const { stream } = peer.held[0]!;
    expect(await failure(late)).toMatchObject({ code: 'timeout', unsent: false });
    await until(() => stream.closed);
    expect(stream.rstCode).toBe(8);
  });

  it('says that a request was not sent which found no room in time', async () => {
    await start({ maxConcurrentStreams: 0 });
    expect(await failure(get(origin(), '/', 200))).toMatchObject({ code: 'timeout', unsent: true });
  });

  it('abandons a connection that answers nothing at all', async () => {
    await start();
    const from = origin(), late = get(from, '/late', 200);
    await failure(late);
    peer.held.length = 0;
    const next = get(from);
    await held(1);
    expect(peer.held[0]!.connection).toBe(1);
    peer.answer();
    expect((await next).status).toBe(200);
  });

  it('keeps a connection on which others were answered', async () => {
    await start();
    const from = origin(), late = get(from, '/late', 400);
    const quick = get(from, '/quick');
    await held(2);
    peer.answer('', peer.held.find(({ path }) => path === '/quick'));
    await quick;
    await failure(late);
    peer.held.length = 0;
    const next = get(from);
    await held(1);
    expect(peer.held[0]!.connection).toBe(0);
    peer.answer();
    await next;
  });

  it('says that nothing was sent when nobody listens', async () => {
    await start();
    const { url } = peer;
    await peer.close();
    ends.splice(0);
    expect(await failure(get(origin(url)))).toMatchObject({ code: 'connect', unsent: true, message: expect.stringContaining('ECONNREFUSED') });
  });

  it('gives up a connection that is not made in time', async () => {
    const { url } = await silentServer();
    expect(await failure(get(origin(url, { connectTimeoutMs: 200 })))).toMatchObject({ code: 'connect', unsent: true });
  });

  it('notices a peer that died without a word', async () => {
    await start();
    let deaf: () => void = () => undefined;
    const { url } = await silentServer((socket) => {
      const other = connect(Number(new URL(peer.url).port), '127.0.0.1');
      socket.on('error', () => other.destroy()).on('close', () => other.destroy()).pipe(other);
      other.on('error', () => socket.destroy()).pipe(socket);
      deaf = () => void socket.unpipe(other).resume();
    });
    const waiting = get(origin(url, { pingEveryMs: 200 }));
    await held(1);
    deaf();
    expect(await failure(waiting)).toMatchObject({ code: 'reset', unsent: false, message: 'the peer does not answer' });
  });

  it('leaves a quiet peer alone that answers pings', async () => {
    await start();
    const waiting = get(origin(peer.url, { pingEveryMs: 50 }));
    await held(1);
    let pings = 0;
    peer.sessions[0]!.on('ping', () => (pings += 1));
    await until(() => pings >= 3);
    peer.answer();
    expect((await waiting).status).toBe(200);
  });

  it('sends what is urgent past everything that waits', async () => {
    await start({ maxConcurrentStreams: 1 });
    const from = origin(), waiting = Array.from({ length: 10 }, () => get(from, '/ordinary'));
    await held(1);
    const urgent = from.request({ ':method': 'POST', ':path': '/urgent' }, 'body', LONG_MS, { urgent: true });
    await until(() => peer.held.some(({ path }) => path === '/urgent'));
    expect(peer.held.filter(({ path }) => path === '/ordinary').length).toBeLessThan(10);
    const answering = setInterval(() => peer.held.length > 0 && peer.answer(), 1);
    await Promise.all([urgent, ...waiting]).finally(() => clearInterval(answering));
  });

  it('reads no more of an answer than 64 Ki characters', async () => {
    await start();
    const long = get(origin());
    await held(1);
    peer.answer('x'.repeat(1_000_000));
    expect((await long).body).toHaveLength(65_536);
  });

  it('trusts only the certificates that it is told to', async () => {
    const tls = await testCertificate();
    await start({}, tls);
    expect(await failure(get(origin()))).toMatchObject({ code: 'connect', unsent: true });
    const trusting = get(origin(peer.url, { ca: tls.cert }));
    await held(1);
    peer.answer();
    expect((await trusting).status).toBe(200);
  });

  it('refuses headers that HTTP/2 does not know, and goes on', async () => {
    await start();
    const from = origin();
    await expect(from.request({ ':method': 'POST', ':path': '/', connection: 'close' }, '', LONG_MS)).rejects.toThrow(/connection/);
    const next = get(from);
    await held(1);
    peer.answer();
    expect((await next).status).toBe(200);
  });

  it('lets what is under way end when it is closed, and takes nothing more', async () => {
    await start({ maxConcurrentStreams: 1 });
    const from = origin(), [first, waiting] = [get(from), get(from)];
    await held(1);
    const closing = from.close();
    expect(await failure(waiting)).toMatchObject({ code: 'closed', unsent: true });
    expect(await failure(get(from))).toMatchObject({ code: 'closed', unsent: true });
    peer.answer();
    expect((await first).status).toBe(200);
    await closing;
  });

  it('does not wait for ever when it is closed', async () => {
    await start();
    const from = origin(), stuck = get(from);
    await held(1);
    const [failed] = await Promise.all([failure(stuck), from.close()]);
    expect(failed).toMatchObject({ code: 'reset', unsent: false, message: 'the client was closed' });
  });
});
