import { Counter, Gauge, Histogram } from 'prom-client';
import type { Lane } from '@ringpost/domain';
import type { Metrics } from '@ringpost/edge';
import type { SendFigures, TokenVerdictService } from '@ringpost/messaging';

interface Meter {
  inc(): void;
  observe(seconds: number): void;
}

/** Sending, as Prometheus sees it. */
export class SendMetrics implements SendFigures {
  private readonly claims: Counter;
  private readonly tries: Counter;
  private readonly seconds: Histogram;
  // Label children are resolved once: finding them costs more than counting.
  private readonly meters = new Map<string, Meter>();

  constructor({ registry }: Metrics, tokens: Pick<TokenVerdictService, 'alarms'>, underWay: () => number) {
    const registers = [registry];
    this.claims = new Counter({ name: 'ringpost_deliveries_claimed_total', help: 'Deliveries that this process took to send', labelNames: ['lane'], registers });
    this.tries = new Counter({ name: 'ringpost_send_attempts_total', help: 'Tries at providers', labelNames: ['lane', 'provider', 'outcome'], registers });
    this.seconds = new Histogram({
      name: 'ringpost_send_duration_seconds', help: 'Time that a provider took to answer', labelNames: ['lane', 'provider'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30], registers,
    });
    new Gauge({ name: 'ringpost_deliveries_under_way', help: 'Deliveries that this process is sending', registers, collect() { this.set(underWay()); } });
    new Gauge({ name: 'ringpost_token_death_alarms', help: 'Times that so many tokens of an app died at once that none was believed', registers, collect() { this.set(tokens.alarms); } });
  }

  tried(lane: Lane, provider: string, outcome: string, seconds: number): void {
    const key = `${lane} ${provider} ${outcome}`;
    let meter = this.meters.get(key);
    if (meter === undefined) this.meters.set(key, (meter = this.meterOf(lane, provider, outcome)));
    meter.inc();
    meter.observe(seconds);
  }

  claimed(lane: Lane, count: number): void {
    if (count > 0) this.claims.inc({ lane }, count);
  }

  private meterOf(lane: Lane, provider: string, outcome: string): Meter {
    const tries = this.tries.labels(lane, provider, outcome), times = this.seconds.labels(lane, provider);
    return { inc: () => tries.inc(), observe: (seconds) => times.observe(seconds) };
  }
}
