import type { Lane } from '@ringpost/domain';
import type { Database } from '../database.js';
import type { Statement } from '../fast-path.js';
import { SEND_CHANNEL } from './send-queue.repository.js';

const TELL: Statement<object> = { name: 'send_wake', text: `select pg_notify('${SEND_CHANNEL}', $1::text || ' ' || $2::text)` };

/** What processes tell each other about the queue. */
export class WakeUpRepository {
  constructor(private readonly db: Database) {}

  /** Something may wait in a lane; `process` says so. */
  async tell(lane: Lane, process: string): Promise<void> {
    await this.db.askAsSystem('sending', TELL, lane, process);
  }
}
