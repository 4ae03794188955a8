import { SocketTokens, type Vault } from '@ringpost/domain';
import { trustedAddresses, type Config, type Log, type Metrics, type Secrets, type TlsMaterial } from '@ringpost/edge';
import { SocketDeliveryService, SocketLineService } from '@ringpost/messaging';
import { DUE_CHANNEL, PRESENCE_CHANNEL, SocketDeliveryRepository, SocketPresenceRepository, type Database, type Notifications } from '@ringpost/persistence';
import { Exchange } from './exchange/exchange.js';
import { followSocket } from './exchange/socket-metrics.js';
import { PushSocketServer } from './socket/push-socket-server.js';

/** What the push socket stands on. `process`: the number under which its notifications are known to others. */
export interface PushSocketResources {
  readonly config: Config;
  readonly secrets: Pick<Secrets, 'socketTokenKeys'>;
  readonly vault: Vault;
  readonly database: Database;
  readonly notifications: Notifications;
  readonly process: number;
  readonly tls: TlsMaterial;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The push socket, ready to listen. */
export interface PushSocket {
  /** Answers the port. */
  listen(): Promise<number>;
  /** Takes other certificates for the connections to come. */
  renew(tls: TlsMaterial): void;
  /** Lets the phones go, over up to five seconds, and writes down what they confirmed. */
  close(): Promise<void>;
}

/** Builds the push socket: connections, and what brings deliveries to them. */
export function createPushSocket({ config, secrets, vault, database, notifications, process, tls, log, metrics }: PushSocketResources): PushSocket {
  const lines = new SocketLineService(database, new SocketPresenceRepository(database), new SocketTokens(secrets.socketTokenKeys), process);
  const exchange = new Exchange(lines, new SocketDeliveryService(database, new SocketDeliveryRepository(database), vault, process), log);
  const server = new PushSocketServer({ host: config.host, port: config.pushSocketPort, tls, listener: exchange, log, limits: { exemptAddress: trustedAddresses(config.trustProxy) } });
  followSocket(metrics, server, exchange);
  return {
    async listen() {
      await exchange.start(notifications, { due: DUE_CHANNEL, presence: PRESENCE_CHANNEL });
      return server.listen();
    },
    renew: (renewed) => server.renew(renewed),
    async close() {
      await server.drain();
      await exchange.stop();
    },
  };
}
