import { DomainError, type Clock } from '@ringpost/domain';
import { signToken } from '@ringpost/edge';

/** Who calls, and what they may do beyond their own data. */
export interface DemoCaller {
  readonly user: string;
  readonly scope?: string;
}

/** A call of the API. */
export interface DemoCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

/** What the API answered. */
export interface DemoAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, any>>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** A call as somebody would make it from a terminal. */
export interface ShownCall {
  /** Gets the token. */
  readonly token: string;
  readonly curl: string;
  readonly status: number;
  readonly answer: string;
}

/** Where the API is, and what its tokens have to say. */
export interface DemoApiPlan {
  readonly url: string;
  readonly tenant: string;
  readonly secret: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly clock: Clock;
}

const PATIENCE_MS = 10_000, LIFETIME_S = 300;

/** The public API of this process, called over HTTP as anybody would. */
export class DemoApi {
  /** The last call that somebody made by a button. */
  shown: ShownCall | undefined;

  constructor(private readonly plan: DemoApiPlan) {}

  /** Calls on behalf of somebody who pressed a button: it is shown how. Errors: `unavailable`. */
  async show(caller: DemoCaller, call: DemoCall): Promise<DemoAnswer> {
    const answer = await this.call(caller, call);
    this.shown = { token: this.tokenLine(caller), curl: this.curlLine(call), status: answer.status, answer: JSON.stringify(answer.body) };
    return answer;
  }

  /** Calls. Errors: `unavailable`. */
  async call(caller: DemoCaller, { method, path, body }: DemoCall): Promise<DemoAnswer> {
    const headers = { authorization: `Bearer ${await this.tokenOf(caller)}`, ...(body && { 'content-type': 'application/json' }) };
    try {
      const response = await fetch(this.plan.url + path, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE_MS) });
      return { status: response.status, body: (await response.json()) as DemoAnswer['body'] };
    } catch (error) {
      throw new DomainError('unavailable', { detail: `${method} ${path} was not answered`, cause: error });
    }
  }

  private tokenOf({ user, scope }: DemoCaller): Promise<string> {
    const { tenant, secret, issuer, audience, clock } = this.plan;
    return signToken(secret, { user, tenant, scope, issuer, audience, ttlSeconds: LIFETIME_S, now: clock.now() });
  }

  private tokenLine({ user, scope }: DemoCaller): string {
    return `TOKEN=$(npm run --silent token -- --user ${user} --tenant ${quoted(this.plan.tenant)}${scope === undefined ? '' : ` --scope ${quoted(scope)}`})`;
  }

  private curlLine({ method, path, body }: DemoCall): string {
    const verb = method === (body ? 'POST' : 'GET') ? '' : ` -X ${method}`;
    const sent = body ? ` -H "Content-Type: application/json" \\\n  -d ${quoted(JSON.stringify(body))}` : '';
    return `curl -s${verb} ${this.plan.url}${path} -H "Authorization: Bearer $TOKEN"${sent}`;
  }
}

/** For a shell, where it has to be. */
const quoted = (text: string): string => (/^[\w.:/@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
