import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One registry a process; modules make their own instruments on it. Names follow Prometheus: unit last, `_total` for counters. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics, prefix: 'sallyport_' });

export function counter(name: string, help: string, labelNames: string[] = []): Counter {
  return new Counter({ name, help, labelNames, registers: [metrics] });
}

export function gauge(name: string, help: string, labelNames: string[] = []): Gauge {
  return new Gauge({ name, help, labelNames, registers: [metrics] });
}

export function histogram(
  name: string,
  help: string,
  buckets: number[],
  labelNames: string[] = [],
): Histogram {
  return new Histogram({ name, help, labelNames, buckets, registers: [metrics] });
}
