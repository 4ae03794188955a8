import type { Metrics } from '@ringpost/edge';
import { Counter, Gauge } from 'prom-client';
import type { PushSocketServer } from '../socket/push-socket-server.js';
import type { Exchange } from './exchange.js';

/** Adds the figures of the push socket to those of the process. */
export function followSocket({ registry }: Metrics, { figures }: PushSocketServer, exchange: Exchange): void {
  const registers = [registry];
  new Gauge({ name: 'ringpost_socket_connections', help: 'Connections of phones, registered or not', registers, collect() { this.set(figures.connections); } });
  new Gauge({ name: 'ringpost_socket_phones', help: 'Phones that have their token', registers, collect() { this.set(figures.registered); } });
  new Counter({ name: 'ringpost_socket_events_written_total', help: 'Events written to phones', registers, collect() { this.reset(); this.inc(exchange.written); } });
  new Counter({
    name: 'ringpost_socket_refused_total', help: 'Connections turned away or ended by the service', labelNames: ['reason'], registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(figures.refused)) this.inc({ reason }, count);
    },
  });
}
