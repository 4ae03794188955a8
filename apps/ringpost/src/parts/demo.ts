import { randomBytes } from 'node:crypto';
import { Actor, IdGenerator } from '@ringpost/domain';
import { closeHttp, type Config } from '@ringpost/edge';
import { ProviderAccountService, ReachableProviders } from '@ringpost/messaging';
import { AuditRepository, ProviderAccountRepository } from '@ringpost/persistence';
import { PROVIDER_KINDS } from '@ringpost/providers';
import { DemoAccounts, type DemoChannels } from '../demo/demo-accounts.js';
import { DemoApi } from '../demo/demo-api.js';
import { DemoData, demoTenantOf, type DemoToken } from '../demo/demo-data.js';
import { DemoHousehold } from '../demo/demo-household.js';
import { createDemoPage } from '../demo/demo-page.js';
import { DEMO_APP } from '../demo/demo-people.js';
import { DemoProviders } from '../demo/demo-providers.js';
import { DemoStage } from '../demo/demo-stage.js';
import { explain } from '../explain.js';
import { ProgressBar } from '../progress.js';
import type { Opened } from './opened.js';
import { addressOf, listening, type Process } from './process.js';

/** Says in one line why the demonstration cannot be shown with this configuration, if it cannot. */
export function requireDemo({ jwksUri, port }: Config): void {
  if (jwksUri !== undefined) throw new Error('--demo signs its own tokens, and with AUTH_JWKS_URI there is no secret to sign them with: set AUTH_JWT_SECRET instead, or leave out --demo');
  if (port === 0) throw new Error('--demo has to know the port of the API: set PORT to another number than 0');
}

/**
 * Fills the tenant of the demonstration, has it send to providers in this process, and shows both on a page. What sends has to start after
 * it, and so ends before it. Answers lines for the greeting.
 */
export async function startDemo(shared: Process, opened: Opened): Promise<string[]> {
  const { config, clock, log } = shared, tenant = demoTenantOf(config);
  const tokens = await fill(shared, tenant);
  const providers = await DemoProviders.start();
  opened.last({ name: 'providers of the demonstration', close: () => providers.close() });
  const channels = await switchOn(shared, opened, tenant, providers);
  const household = new DemoHousehold(providers, tokens, clock);
  const stage = new DemoStage({ tenant, api: apiOf(shared, tenant), household, providers, channels, clock, log });
  stage.start();
  opened.last({ name: 'demonstration', close: async () => stage.stop() });
  await show(stage, shared, opened);
  return greeting(config, tenant, channels);
}

function greeting({ host, demoPort }: Config, tenant: string, { email }: DemoChannels): string[] {
  const what = email ? `e-mail, and pushes for ${DEMO_APP},` : `pushes for ${DEMO_APP}`;
  return [`  Demonstration  ${addressOf('http', host, demoPort)}`, `                 until it stops, ${tenant} sends ${what} to providers inside this process`];
}

async function fill({ database, installation, clock }: Process, tenant: string): Promise<DemoToken[]> {
  const data = new DemoData(database, installation.vault, clock, tenant), bar = new ProgressBar('Filling');
  try {
    if (!(await data.isThere())) await data.fill(bar.step);
    return await data.renew();
  } finally {
    bar.end();
  }
}

async function switchOn({ database, installation, clock }: Process, opened: Opened, tenant: string, { apns, fcm, smtp }: DemoProviders): Promise<DemoChannels> {
  const service = new ProviderAccountService(database, new ProviderAccountRepository(), new AuditRepository(), new ReachableProviders(PROVIDER_KINDS, 'anywhere'), installation.vault, clock, new IdGenerator(clock, randomBytes));
  const accounts = new DemoAccounts(service, Actor.of(tenant, 'usr_demo_operator', 'tenant:admin'));
  opened.last({ name: 'accounts of the demonstration', close: () => accounts.switchOff() });
  return accounts.switchOn({ apns: apns.server.url, fcm: fcm.server.url, smtp: smtp.server.url }).catch(explain);
}

const apiOf = ({ config, installation, clock }: Process, tenant: string): DemoApi =>
  new DemoApi({ url: addressOf('http', reachable(config.host), config.port), tenant, secret: installation.secrets.jwtSecret!, issuer: config.issuer, audience: config.audience, clock });

async function show(stage: DemoStage, { config, clock, log }: Process, opened: Opened): Promise<void> {
  // A page looks several times a second, and would fill the log with it.
  const quiet = log.levelVal < log.levels.values.warn! ? log.child({}, { level: 'warn' }) : log;
  const page = await createDemoPage(stage, config.host, { config, clock, log: quiet });
  opened.listening(closeHttp('page of the demonstration', page.server, () => page.close()));
  await listening('DEMO_PORT', config.demoPort, () => page.listen({ host: config.host, port: config.demoPort }));
}

// Whoever listens on all addresses is reached on this one.
const reachable = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host);
