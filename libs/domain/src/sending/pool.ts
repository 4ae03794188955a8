import type { Channel } from '../delivery.js';
import type { Environment, Provider } from '../push-token.js';

/** Where a delivery goes, as far as its way is known when it is accepted. */
export interface Route {
  readonly channel: Channel;
  /** Of a push: the service that the token is of. Other channels go by whatever account the tenant has. */
  readonly provider?: Provider;
  readonly appId: string;
  readonly environment: Environment;
}

/** The name of a route: what is in one pool waits for the same accounts, and for nothing else. Null for the push socket, whose phones nobody but their own process reaches. */
export function poolOf({ channel, provider, appId, environment }: Route): string | null {
  if (provider === 'socket') return null;
  return channel === 'push' ? `push ${provider} ${environment} ${appId}` : channel;
}

const KNOWN = 1_000;
const routes = new Map<string, Route>();

/** The route that a pool is named after. */
export function routeOf(pool: string): Route {
  let route = routes.get(pool);
  if (route === undefined) {
    if (routes.size >= KNOWN) routes.clear();
    routes.set(pool, (route = readRoute(pool)));
  }
  return route;
}

function readRoute(pool: string): Route {
  const [channel, provider, environment, ...app] = pool.split(' ');
  if (channel !== 'push') return { channel: channel as Channel, appId: '', environment: 'production' };
  return { channel, provider: provider as Provider, appId: app.join(' '), environment: environment as Environment };
}
