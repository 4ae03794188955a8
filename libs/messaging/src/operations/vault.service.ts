import { accountContext, credentialContext, type Vault } from '@ringpost/domain';
import type { Database, InstallationRepository, SealedCredential, SealedKind, SealedToken, SealedTokenRepository, Tx } from '@ringpost/persistence';
import { addressContext, audienceContext } from '../sending/message-text.js';
import { tokenContext } from '../tokens/push-token.service.js';
import { messageContext } from '../socket/socket-delivery.service.js';

/** Told how far work on many rows has come. */
export type Progress = (done: number, total: number) => void;

/** The index key is not the one that the stored hashes were made with. */
export class IndexKeyError extends Error {
  override name = 'IndexKeyError';
}

const INDEX_KEY = 'index_key';
const BATCH = 500;
const CONTEXTS = { token: tokenContext, osToken: tokenContext, message: messageContext, account: accountContext, address: addressContext, audience: audienceContext } as const satisfies Record<SealedKind, (tenantId: string) => string>;
const KINDS = ['token', 'osToken', 'message', 'account', 'address', 'audience'] as const;
const INDEXED = ['token', 'osToken'] as const;

/** Keys of secrets at rest: checked at the start, rotated and replaced on an operator's word. */
export class VaultService {
  constructor(
    private readonly db: Database,
    private readonly installation: InstallationRepository,
    private readonly tokens: SealedTokenRepository,
    private readonly vault: Vault,
  ) {}

  /** Fails with `IndexKeyError` when tokens could not be found again under the configured key; the first start decides it. */
  async check(): Promise<void> {
    const known = await this.db.runAsSystem('diagnosis', (tx) => this.installation.remember(tx, INDEX_KEY, this.vault.indexKeyId));
    if (known !== this.vault.indexKeyId) throw new IndexKeyError(`INDEX_KEY is key ${this.vault.indexKeyId}, but the stored tokens are indexed under ${known}: put the old key back, or stop every process and run "npm run ringpost -- keys:reindex"`);
  }

  /** Seals what older keys sealed under the first key. The service may go on running. Answers how many rows changed. */
  async rotate(progress: Progress = () => undefined): Promise<number> {
    const total = await this.db.runAsSystem('key rotation', async (tx) => {
      let rows = await this.tokens.countCredentials(tx);
      for (const kind of KINDS) rows += await this.tokens.count(tx, kind);
      return rows;
    });
    let done = 0;
    const step = (changed: number): void => progress((done += changed), total);
    for (const kind of KINDS) await this.rotateAll((tx) => this.rotateKind(tx, kind), step);
    await this.rotateAll((tx) => this.rotateCredentials(tx), step);
    return done;
  }

  /** Computes every stored hash anew under the configured index key, all or nothing. No process may be serving meanwhile. */
  async reindex(progress: Progress = () => undefined): Promise<number> {
    return this.db.runAsSystem('key rotation', async (tx) => {
      const total = (await this.tokens.count(tx, 'token')) + (await this.tokens.count(tx, 'osToken'));
      let done = 0;
      for (const kind of INDEXED) await this.reindexKind(tx, kind, (indexed) => progress((done += indexed), total));
      await this.installation.remember(tx, INDEX_KEY, this.vault.indexKeyId);
      await this.installation.change(tx, INDEX_KEY, this.vault.indexKeyId);
      return done;
    });
  }

  private async reindexKind(tx: Tx, kind: 'token' | 'osToken', step: (indexed: number) => void): Promise<void> {
    for (let last: SealedToken | undefined; ; ) {
      const batch = await this.tokens.after(tx, kind, last, BATCH);
      if (batch.length === 0) return;
      await this.tokens.reindex(tx, kind, batch.map((token) => ({ tenantId: token.tenantId, id: token.id, value: this.vault.index(this.secretOf(token, kind), tokenContext(token.tenantId)) })));
      last = batch.at(-1);
      step(batch.length);
    }
  }

  /** Batch after batch, each a transaction, until one finds nothing. */
  private async rotateAll(batch: (tx: Tx) => Promise<number>, step: (changed: number) => void): Promise<void> {
    for (;;) {
      const changed = await this.db.runAsSystem('key rotation', batch);
      if (changed === 0) return;
      step(changed);
    }
  }

  private async rotateKind(tx: Tx, kind: SealedKind): Promise<number> {
    const stale = await this.tokens.stale(tx, kind, this.vault.freshPrefix, BATCH);
    await this.tokens.reseal(tx, kind, stale.map((secret) => ({ ...secret, sealed: this.vault.seal(this.secretOf(secret, kind), CONTEXTS[kind](secret.tenantId)) })));
    return stale.length;
  }

  private async rotateCredentials(tx: Tx): Promise<number> {
    const stale = await this.tokens.staleCredentials(tx, this.vault.freshPrefix, BATCH);
    await this.tokens.resealCredentials(tx, stale.map((credential) => ({ ...credential, sealed: this.resealed(credential) })));
    return stale.length;
  }

  private resealed({ tenantId, udid, userId, sealed }: SealedCredential): Buffer {
    const context = credentialContext(tenantId, udid, userId);
    return this.vault.seal(this.vault.open(sealed, context), context);
  }

  private secretOf({ tenantId, sealed }: SealedToken, kind: SealedKind): string {
    return this.vault.open(sealed, CONTEXTS[kind](tenantId));
  }
}
