import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

interface RouteMeter {
  readonly seconds: { observe(value: number): void };
  readonly requests: Map<number, { inc(): void }>;
}

/** The figures of a process, for Prometheus. */
export class Metrics {
  readonly registry = new Registry();
  private readonly meters = new Map<string, RouteMeter>();
  private readonly requests = new Counter({ name: 'ringpost_http_requests_total', help: 'Finished requests', labelNames: ['method', 'route', 'status'], registers: [this.registry] });
  private readonly seconds = new Histogram({
    name: 'ringpost_http_request_duration_seconds', help: 'Time from the head of a request to the end of its answer', labelNames: ['method', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30], registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Measures the requests of a Fastify. */
  follow(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      this.observe(request.method, request.routeOptions.url ?? 'unmatched', reply.statusCode, reply.elapsedTime / 1_000);
      done();
    });
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    const meter = this.meterOf(method, route);
    let requests = meter.requests.get(status);
    if (requests === undefined) meter.requests.set(status, (requests = this.requests.labels(method, route, String(status))));
    requests.inc();
    meter.seconds.observe(seconds);
  }

  /** Everything in Prometheus' text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  // Label children are resolved once: finding them costs as much as counting.
  private meterOf(method: string, route: string): RouteMeter {
    const key = `${method} ${route}`;
    let meter = this.meters.get(key);
    if (meter === undefined) this.meters.set(key, (meter = { seconds: this.seconds.labels(method, route), requests: new Map() }));
    return meter;
  }
}
