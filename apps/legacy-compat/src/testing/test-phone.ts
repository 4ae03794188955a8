import type { Purpose } from '@ringpost/domain';
import { BASE, type Answered, type Call, type TestLegacy } from './test-legacy.js';

let made = 0;

/** What a build sends to register; its token is one that no other test has. */
export const fieldsOf = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  push_token: `rp-of-a-phone-${++made}`, language: 'zh-CN', id: 0, dev: 0, bundleid: 'com.example.bell', os: 'HUAWEI', os_token: 'vendor', push_platform: 'HUAWEI', ...changes,
});

/** An answer as one line. */
export const seen = ({ status, text }: Answered): string => `${status} ${text}`;

/** An old app that is logged in. */
export class TestPhone {
  constructor(
    readonly server: TestLegacy,
    readonly username: string,
    readonly token: string,
  ) {}

  call(method: string, url: string, { headers, ...call }: Call = {}): Promise<Answered> {
    return this.server.call(method, url, { ...call, headers: { Token: this.token, ...headers } });
  }

  /** The same phone at another instance of the service. */
  at(server: TestLegacy): TestPhone {
    return new TestPhone(server, this.username, this.token);
  }

  tokens(kind: Purpose): Promise<Answered> {
    return this.call('GET', BASE[kind]);
  }

  register(kind: Purpose, fields: unknown): Promise<Answered> {
    return this.call('POST', BASE[kind], { body: fields });
  }

  update(kind: Purpose, serial: number | string, fields: unknown): Promise<Answered> {
    return this.call('PUT', `${BASE[kind]}/${serial}`, { body: fields });
  }

  remove(kind: Purpose, serial: number | string): Promise<Answered> {
    return this.call('DELETE', `${BASE[kind]}/${serial}`);
  }

  clear(kind: Purpose): Promise<Answered> {
    return this.call('DELETE', BASE[kind]);
  }

  logout(): Promise<Answered> {
    return this.call('POST', '/v1/api/user/logout', { body: { username: this.username, token: this.token } });
  }

  /** Registers, and answers the row as it is listed. */
  async registered(kind: Purpose, changes: Readonly<Record<string, unknown>> = {}): Promise<Record<string, any>> {
    const fields = fieldsOf(changes);
    const answer = await this.register(kind, fields);
    if (answer.status !== 201) throw new Error(`not registered: ${seen(answer)}`);
    return (await this.rows(kind)).find((row) => row['push_token'] === fields['push_token'])!;
  }

  async rows(kind: Purpose): Promise<Record<string, any>[]> {
    return (await this.tokens(kind)).body as Record<string, any>[];
  }

  async pushTokens(kind: Purpose): Promise<string[]> {
    return (await this.rows(kind)).map((row) => row['push_token'] as string);
  }
}
