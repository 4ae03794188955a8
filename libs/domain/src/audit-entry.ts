/** Something that somebody may be asked about later. Holds ids and numbers, never a token or an address. */
export class AuditEntry {
  readonly tenantId: string;
  /** UUIDv7; its time is when it happened. */
  readonly id: string;
  /** Who gained by it, or did it. */
  readonly userId: string;
  readonly action: 'push_token.taken_over' | 'device.owner_changed' | 'provider_account.created' | 'provider_account.changed' | 'provider_account.removed';
  /** The thing it happened to, by its id on the wire. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, string>>;

  constructor(tenantId: string, id: string, userId: string, action: AuditEntry['action'], subject: string, detail: Readonly<Record<string, string>>) {
    this.tenantId = tenantId;
    this.id = id;
    this.userId = userId;
    this.action = action;
    this.subject = subject;
    this.detail = detail;
  }
}
