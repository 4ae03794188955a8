/** A camera or doorbell, by its `udid`. Its owner is a member like the others. */
export class Device {
  readonly tenantId: string;
  readonly udid: string;
  name: string | null = null;
  readonly createdAt: Date;
  updatedAt: Date;

  constructor(tenantId: string, udid: string, now: Date) {
    this.tenantId = tenantId;
    this.udid = udid;
    this.createdAt = now;
    this.updatedAt = now;
  }

  /** Gives it a name; an empty one takes the name away. */
  rename(name: string | null, now: Date): void {
    this.name = name || null;
    this.updatedAt = now;
  }
}
