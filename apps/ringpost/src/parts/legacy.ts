import { TlsWatch, closeHttp, closeTogether, loadTls, usesTls, type Closer, type TlsMaterial } from '@ringpost/edge';
import { createLegacy, createPushSocket } from '@ringpost/legacy-compat';
import { Notifications, newProcess } from '@ringpost/persistence';
import type { Server } from 'node:https';
import { listening, type Process } from './process.js';

/** The API of apps that cannot be updated, and the socket that their phones hang on. */
export async function startLegacy(shared: Process): Promise<Closer[]> {
  const { config, installation, database, rateLimits, log, clock, health, metrics } = shared;
  const { secrets, vault } = installation;
  const tls = await loadTls(config, clock.now());
  const { id, greeting } = newProcess();
  const notifications = await Notifications.open({ url: installation.directUrl, log, greeting });
  const https = usesTls(config) ? tls : undefined;
  const app = await createLegacy({ config, secrets, vault, database, rateLimits, notifications, log, clock, health, metrics, https });
  const socket = createPushSocket({ config, secrets, vault, database, notifications, process: id, tls, log, metrics });
  await listening('LEGACY_PORT', config.legacyPort, () => app.listen(config.legacyPort, config.host));
  await listening('PUSH_SOCKET_PORT', config.pushSocketPort, () => socket.listen());
  const watch = new TlsWatch(config, tls, { log, apply: (renewed: TlsMaterial) => {
    socket.renew(renewed);
    if (https) (app.getHttpServer() as Server).setSecureContext(renewed);
  } }).start();
  return [
    closeTogether('older apps', [closeHttp('legacy', app.getHttpServer(), () => app.close()), { name: 'push socket', close: () => socket.close() }], log),
    { name: 'notifications', close: async () => { watch.stop(); await notifications.close(); } },
  ];
}
