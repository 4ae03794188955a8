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

  constructor(private readonly ignoreTrailingSlash = false) {}

  /** Follows the routes that are added to a Fastify from now on. `ignoreTrailingSlash`: whether its router does. */
  static follow(fastify: FastifyInstance, ignoreTrailingSlash?: boolean): void {
    const table = new RouteTable(ignoreTrailingSlash);
    fastify.decorate('routeTable', table);
    fastify.addHook('onRoute', ({ url, method }) => table.add(url, method));
  }

  add(url: string, method: string | readonly string[]): void {
    const route = this.routes.get(url) ?? { segments: this.segmentsOf(url), methods: new Set() };
    for (const one of typeof method === 'string' ? [method] : method) route.methods.add(one);
    this.routes.set(url, route);
  }

  methodsAt(path: string): string[] {
    const segments = this.segmentsOf(path);
    const methods = [...this.routes.values()].filter((route) => fits(route.segments, segments)).flatMap((route) => [...route.methods]);
    return [...new Set(methods)].sort();
  }

  private segmentsOf(path: string): string[] {
    return (this.ignoreTrailingSlash && path.endsWith('/') ? path.slice(0, -1) : path).split('/');
  }
}

const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length && pattern.every((part, i) => (part.startsWith(':') ? segments[i] !== '' : part === segments[i]));
