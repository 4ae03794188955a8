import { ACCOUNT_PRIORITIES, toTypeId, type Actor, type ProviderConfig } from '@ringpost/domain';
import type { ProviderAccountService, ProviderAccountView } from '@ringpost/messaging';
import { loopbackAppleTeam, loopbackServiceAccount } from '@ringpost/providers/loopback';
import { everyAccount } from '../every-account.js';
import { DEMO_APP } from './demo-people.js';

/** Where the providers of the demonstration listen. */
export interface DemoUrls {
  readonly apns: string;
  readonly fcm: string;
  readonly smtp: string;
}

/** What of the demonstration can be sent. */
export interface DemoChannels {
  /** False: the tenant sends e-mail by an account of its own, which the demonstration leaves alone. */
  readonly email: boolean;
}

interface Wish {
  readonly provider: string;
  readonly appId: string;
  readonly config: ProviderConfig;
}

// The tenant's own accounts go before it, and its usual ones never are in this place.
const PRIORITY = ACCOUNT_PRIORITIES.last;
const HERE = '127.0.0.1', SENDER = 'Doorbell <doorbell@ringpost.example>';

/** The accounts by which the demonstration's tenant sends to providers on loopback. They are told from the tenant's own by their priority and their address. */
export class DemoAccounts {
  private readonly ids: string[] = [];

  constructor(private readonly accounts: ProviderAccountService, private readonly operator: Actor) {}

  /** Makes them, or makes those of an earlier start point to these servers. Errors: `provider_account_exists`, when one of the tenant's own is in the place. */
  async switchOn(urls: DemoUrls): Promise<DemoChannels> {
    const there = await everyAccount(this.accounts, this.operator);
    const email = !there.some((view) => view.account.channel === 'email' && view.account.isActive && !isOurs(view));
    for (const wish of wishesFor(urls, email)) this.ids.push(await this.fulfil(wish, there));
    // An earlier start that was killed may have left one that is not wanted any more.
    for (const view of there) if (isOurs(view) && !this.ids.includes(idOf(view))) await this.accounts.update(this.operator, idOf(view), { isActive: false });
    return { email };
  }

  /** Nothing is sent by them any more; the next start finds them. */
  async switchOff(): Promise<void> {
    await Promise.all(this.ids.splice(0).map((id) => this.accounts.update(this.operator, id, { isActive: false })));
  }

  private async fulfil({ provider, appId, config }: Wish, there: readonly ProviderAccountView[]): Promise<string> {
    const known = there.find((view) => view.account.provider === provider && view.account.appId === appId && isOurs(view));
    if (!known) return idOf(await this.accounts.create(this.operator, { provider, appId, config, priority: PRIORITY }));
    return idOf(await this.accounts.update(this.operator, idOf(known), { config, isActive: true }));
  }
}

function wishesFor({ apns, fcm, smtp }: DemoUrls, email: boolean): Wish[] {
  const pushes = [
    { provider: 'apns', appId: DEMO_APP, config: loopbackAppleTeam(apns) },
    { provider: 'fcm', appId: DEMO_APP, config: { service_account: loopbackServiceAccount(fcm), endpoint: fcm } },
  ];
  const mail = { provider: 'smtp', appId: '', config: { host: HERE, port: Number(new URL(smtp).port), secure: 'none', from: SENDER } };
  return email ? [...pushes, mail] : pushes;
}

function isOurs({ account, config }: ProviderAccountView): boolean {
  const { endpoint, host, from } = JSON.parse(config) as { endpoint?: string; host?: string; from?: string };
  const isHere = endpoint === undefined ? host === HERE && from === SENDER : URL.parse(endpoint)?.hostname === HERE;
  return account.priority === PRIORITY && isHere;
}

const idOf = ({ account }: ProviderAccountView): string => toTypeId('pvd', account.id);
