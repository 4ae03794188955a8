import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError, type MessageContent, type ProviderClient, type ProviderConfig, type ProviderKind, type SendOutcome, type Shipment } from '@ringpost/domain';
import { codeOf } from '@ringpost/domain/testing';
import { LoopbackProcess } from './loopback-process.js';

/** What the suite has to know of a provider. */
export interface ProviderSubject {
  readonly kind: ProviderKind<any>;
  /** Its server, as `loopback/main.ts` calls it. */
  readonly loopback: string;
  /** A configuration for the server at this address. */
  config(url: string): ProviderConfig;
  /** One whose credentials the server refuses. */
  wrongConfig(url: string): ProviderConfig;
  /** Something to an address that works, or to one that is dead. */
  shipment(deliveryId: string, to?: 'living' | 'dead'): Shipment;
  /** The delivery, as the provider can tell it from what it received. */
  deliveryIn(received: any): unknown;
  /** More than the provider takes. */
  readonly oversized: MessageContent;
  /** Whether the provider can say how long to wait. */
  readonly saysHowLong: boolean;
}

const PATIENCE_MS = 20_000, TRIES = 20;

/** Specifies what every provider does, against a server in another process that speaks its protocol. */
export function describeProvider(name: string, subject: ProviderSubject): void {
  describe(`${name}, like every provider,`, () => {
    const { kind } = subject;
    const clients: ProviderClient[] = [];
    let server: LoopbackProcess;

    beforeAll(async () => {
      server = await LoopbackProcess.start(subject.loopback);
    });
    beforeEach(() => server.reset());
    afterEach(async () => void (await Promise.all(clients.splice(0).map((client) => client.close()))));
    afterAll(() => server?.stop());

    const open = (config = subject.config(server.url)): ProviderClient => {
      const client = kind.open(kind.readConfig(config), 'anywhere');
      clients.push(client);
      return client;
    };
    const fresh = (to?: 'living' | 'dead'): Shipment => subject.shipment(crypto.randomUUID(), to);
    const send = (client: ProviderClient, shipment = fresh()): Promise<SendOutcome> => client.send(shipment, PATIENCE_MS);
    /** As the engine does: what is deferred is tried again. */
    const sendUntilAccepted = async (client: ProviderClient, shipment = fresh()): Promise<SendOutcome> => {
      for (let left = TRIES; ; left -= 1) {
        const outcome = await send(client, shipment);
        if (outcome.kind !== 'deferred' || left === 0) return outcome;
      }
    };
    const arrived = async (): Promise<unknown[]> => (await server.received()).map((received) => subject.deliveryIn(received));

    it('answers with the id under which the provider took it', async () => {
      const shipment = fresh();
      expect(await send(open(), shipment)).toEqual({ kind: 'accepted', providerId: expect.stringMatching(/./), response: expect.any(String) });
      expect(await arrived()).toEqual([shipment.deliveryId]);
    });

    it('names a delivery alike each time that it is sent', async () => {
      const client = open(), shipment = fresh();
      await send(client, shipment);
      await send(client, shipment);
      expect(await arrived()).toEqual([shipment.deliveryId, shipment.deliveryId]);
    });

    it('calls an address dead on the plain word of the provider', async () => {
      expect(await send(open(), fresh('dead'))).toMatchObject({ kind: 'dead', reason: expect.stringMatching(/./), response: expect.stringMatching(/./) });
    });

    it('blames the account when its credentials are refused', async () => {
      expect(await send(open(subject.wrongConfig(server.url)))).toMatchObject({ kind: 'misconfigured', scope: 'account' });
    });

    it('waits as long as it is asked to when it is too much', async () => {
      await server.steer({ mode: 'throttle', retryAfter: 7 });
      expect(await send(open())).toMatchObject({ kind: 'deferred', ...(subject.saysHowLong && { throttled: true, retryAfterMs: 7_000 }) });
    });

    it('defers when the provider is not available', async () => {
      await server.steer({ mode: 'unavailable' });
      expect((await send(open())).kind).toBe('deferred');
    });

    it('neither believes nor punishes nonsense', async () => {
      await server.steer({ mode: 'garbage' });
      expect(['deferred', 'misconfigured']).toContain((await send(open())).kind);
    });

    it('defers when there is no answer in time', async () => {
      await server.steer({ mode: 'silent' });
      expect((await open().send(fresh(), 500)).kind).toBe('deferred');
    });

    it('defers when nobody listens', async () => {
      const client = open();
      await server.stop('SIGKILL');
      try {
        expect((await send(client)).kind).toBe('deferred');
      } finally {
        await server.restart();
      }
    });

    it('defers when the connection is cut, and makes another one', async () => {
      const client = open();
      await server.steer({ mode: 'reset', times: 1 });
      expect((await send(client)).kind).toBe('deferred');
      expect((await send(client)).kind).toBe('accepted');
    });

    it('goes on after the provider was restarted', async () => {
      const client = open();
      expect((await send(client)).kind).toBe('accepted');
      await server.restart();
      expect((await sendUntilAccepted(client)).kind).toBe('accepted');
    });

    it('loses nothing when connections are closed again and again', async () => {
      const client = open(), shipments = Array.from({ length: 200 }, () => fresh());
      await server.steer({ mode: 'goaway', every: 25 });
      const outcomes = await Promise.all(shipments.map((shipment) => sendUntilAccepted(client, shipment)));
      expect(outcomes.filter(({ kind }) => kind !== 'accepted')).toEqual([]);
      expect(new Set(await arrived())).toEqual(new Set(shipments.map(({ deliveryId }) => deliveryId)));
    });

    it('sends 500 at once', async () => {
      const client = open(), shipments = Array.from({ length: 500 }, () => fresh());
      const outcomes = await Promise.all(shipments.map((shipment) => send(client, shipment)));
      expect(outcomes.filter(({ kind }) => kind !== 'accepted')).toEqual([]);
      expect((await arrived()).sort()).toEqual(shipments.map(({ deliveryId }) => deliveryId).sort());
    });

    it('answers everything when it is closed meanwhile, and after that', async () => {
      const client = open();
      await send(client);
      await server.steer({ mode: 'slow', delayMs: 200 });
      const sending = Array.from({ length: 20 }, () => send(client));
      await client.close();
      const outcomes = await Promise.all([...sending, send(client)]);
      expect(outcomes.map(({ kind }) => kind).filter((kind) => kind !== 'accepted' && kind !== 'deferred')).toEqual([]);
      expect(outcomes.at(-1)?.kind).toBe('deferred');
      await client.close();
    });

    it('never lets go of an address in an outcome', async () => {
      const client = open(), { address, envelope } = fresh(), { address: dead, envelope: gone } = fresh('dead');
      const addresses = [address, dead, ...(envelope?.to ?? []), ...(gone?.to ?? [])].filter((one) => one !== '');
      const outcomes = [await send(client, fresh('dead')), await send(client), await send(open(subject.wrongConfig(server.url)))];
      for (const mode of ['throttle', 'unavailable', 'garbage', 'silent', 'reset']) {
        await server.steer({ mode });
        outcomes.push(await client.send(fresh(), 500));
      }
      const told = JSON.stringify(outcomes).toLowerCase();
      expect(addresses.filter((one) => told.includes(one.toLowerCase()))).toEqual([]);
    });

    it('refuses what is too large before it is sent', async () => {
      expect(await codeOf(() => kind.check(subject.oversized, 'message'))).toBe('payload_too_large');
      expect(() => kind.check(subject.oversized, 'message')).toThrow(/\d{4}/);
      kind.check(fresh().content, 'message');
      expect(await server.counts()).toEqual({});
    });

    it('refuses a configuration that lacks something, by its name', () => {
      const lacking = (): unknown => kind.readConfig({});
      expect(lacking).toThrow(DomainError);
      expect(lacking).toThrow(/config\.\w+/);
    });
  });
}
