import { Counter } from 'prom-client';
import type { Metrics } from '@ringpost/edge';
import type { CallbackFigures, CallbackOutcome } from '@ringpost/messaging';

/** Callbacks, as Prometheus sees them. */
export class CallbackMetrics implements CallbackFigures {
  private readonly callbacks: Counter;

  constructor({ registry }: Metrics) {
    this.callbacks = new Counter({ name: 'ringpost_callbacks_total', help: 'What providers told of deliveries, by what came of it', labelNames: ['outcome'], registers: [registry] });
  }

  received(outcome: CallbackOutcome): void {
    this.callbacks.inc({ outcome });
  }
}
