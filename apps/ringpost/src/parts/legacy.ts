import { TlsWatch, closeHttp, loadTls, usesTls, type TlsMaterial } from '@ringpost/edge';
import { createLegacy, createPushSocket } from '@ringpost/legacy-compat';
import type { Server } from 'node:https';
import type { Opened } from './opened.js';
import { listening, type HearingProcess } from './process.js';

/** The API of apps that cannot be updated, and the socket that their phones hang on. */
export async function startLegacy(shared: HearingProcess, opened: Opened): Promise<void> {
  const { config, installation, database, rateLimits, log, clock, health, metrics, notifications, process: id } = shared;
  const { secrets, vault } = installation;
  const tls = await loadTls(config, clock.now());
  const https = usesTls(config) ? tls : undefined;
  const app = await createLegacy({ config, secrets, vault, database, rateLimits, notifications, log, clock, health, metrics, https });
  opened.listening(closeHttp('legacy', app.getHttpServer(), () => app.close()));
  const socket = createPushSocket({ config, secrets, vault, database, notifications, process: id, tls, log, clock, metrics });
  opened.listening({ name: 'push socket', close: () => socket.close() });
  await listening('LEGACY_PORT', config.legacyPort, () => app.listen(config.legacyPort, config.host));
  await listening('PUSH_SOCKET_PORT', config.pushSocketPort, () => socket.listen());
  const watch = new TlsWatch(config, tls, { log, apply: (renewed: TlsMaterial) => {
    socket.renew(renewed);
    if (https) (app.getHttpServer() as Server).setSecureContext(renewed);
  } }).start();
  opened.last({ name: 'certificates', close: async () => watch.stop() });
}
