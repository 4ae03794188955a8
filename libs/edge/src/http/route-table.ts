import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    routeTable?: RouteTable;
  }
}

interface Route {
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

/** Which methods a path has: Fastify answers 404 where HTTP wants 405 and `Allow`. Asked only when no route was found. */
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  /** Follows the routes that are added to a Fastify from now on. */
  static follow(fastify: FastifyInstance): void {
    const table = new RouteTable();
    fastify.decorate('routeTable', table);
    fastify.addHook('onRoute', ({ url, method }) => table.add(url, method));
  }

  add(url: string, method: string | readonly string[]): void {
    const route = this.routes.get(url) ?? { segments: url.split('/'), methods: new Set() };
    for (const one of typeof method === 'string' ? [method] : method) route.methods.add(one);
    this.routes.set(url, route);
  }

  methodsAt(path: string): string[] {
    const segments = path.split('/');
    const methods = [...this.routes.values()].filter((route) => fits(route.segments, segments)).flatMap((route) => [...route.methods]);
    return [...new Set(methods)].sort();
  }
}

const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length && pattern.every((part, i) => (part.startsWith(':') ? segments[i] !== '' : part === segments[i]));
