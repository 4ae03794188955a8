import { SocketTokens, type SocketIdentity } from '@ringpost/domain';
import { SocketLineService } from '@ringpost/messaging';
import { SocketPresenceRepository } from '@ringpost/persistence';
import { withDatabase } from '../with-database.js';

/** `ringpost socket:revoke`: the phone with this identity gets another token of the push socket, and the old one rings nobody. */
export async function socketRevokeCommand(identity: SocketIdentity): Promise<void> {
  await withDatabase(async (database, { secrets }) => {
    const lines = new SocketLineService(database, new SocketPresenceRepository(database), new SocketTokens(secrets.socketTokenKeys), 0);
    await lines.revoke(identity);
  });
  process.stdout.write('The phone gets another token when it connects next.\n');
}
