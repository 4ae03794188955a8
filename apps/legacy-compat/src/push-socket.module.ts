import { SocketTokens, type Clock, type Vault } from '@ringpost/domain';
import { trustedAddresses, type Config, type Log, type Metrics, type Secrets, type TlsMaterial } from '@ringpost/edge';
import { SocketDeliveryService, SocketLineService } from '@ringpost/messaging';
import { DUE_CHANNEL, PRESENCE_CHANNEL, SocketDeliveryRepository, SocketPresenceRepository, type Database, type Notifications } from '@ringpost/persistence';
import { Exchange } from './exchange/exchange.js';
import { followSocket } from './exchange/socket-metrics.js';
import { openFilesLimit } from './socket/open-files.js';
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
  readonly clock: Clock;
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

const OTHER_FILES = 300, FEW_FILES = 4_096;

/** How many phones there may be, so that files are left for the database and for HTTP. */
function connectionsFor(files: number | undefined, log: Log): number | undefined {
  if (files === undefined) return undefined;
  if (files < FEW_FILES) log.warn({ open_files: files }, 'the limit of open files is also that of phones on the push socket: raise it (ulimit -n)');
  return Math.max(100, files - OTHER_FILES);
}

/** Builds the push socket: connections, and what brings deliveries to them. */
export function createPushSocket({ config, secrets, vault, database, notifications, process, tls, log, clock, metrics }: PushSocketResources): PushSocket {
  // Nobody speaks for others here but a named balancer: `on` is about headers, and there are none.
  const exemptAddress = Array.isArray(config.trustProxy) ? trustedAddresses(config.trustProxy) : () => false;
  const lines = new SocketLineService(database, new SocketPresenceRepository(database), new SocketTokens(secrets.socketTokenKeys), process);
  const exchange = new Exchange(lines, new SocketDeliveryService(new SocketDeliveryRepository(database, clock.now()), vault, process, log), log);
  const server = new PushSocketServer({ host: config.host, port: config.pushSocketPort, tls, listener: exchange, log, limits: { exemptAddress, connections: connectionsFor(openFilesLimit(), log) } });
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
