import type { Tx } from '../database.js';

/** Facts about the installation as a whole. Reached as the system only. */
export class InstallationRepository {
  /** The fact, written down with this value when there was none. */
  async remember(tx: Tx, name: string, value: string): Promise<string> {
    await tx.change('insert into installation (name, value) values ($1, $2) on conflict (name) do nothing', [name, value]);
    const [row] = await tx.sql<{ value: string }>('select value from installation where name = $1', [name]);
    return row!.value;
  }

  async change(tx: Tx, name: string, value: string): Promise<void> {
    await tx.change('update installation set value = $2 where name = $1', [name, value]);
  }
}
