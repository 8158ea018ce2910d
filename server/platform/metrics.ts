import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The figures of this process, as Prometheus reads them. */
export interface Metrics {
  readonly registry: Registry;
  readonly httpRequests: Counter<'kind' | 'method' | 'status'>;
  readonly httpSeconds: Histogram<'kind' | 'method'>;
  readonly operationSeconds: Histogram<'operation' | 'outcome'>;
  readonly signIns: Counter<'outcome'>;
  readonly liveStreams: Gauge;
}

declare global {
  var parapetMetrics: Metrics | undefined;
}

/** One per process, kept where every bundle of the web process finds the same one. */
export function metrics(): Metrics {
  return (globalThis.parapetMetrics ??= createMetrics());
}

function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    httpRequests: new Counter({
      name: 'parapet_http_requests_total',
      help: 'HTTP requests answered, by kind of path, method and status.',
      labelNames: ['kind', 'method', 'status'],
      registers,
    }),
    httpSeconds: new Histogram({
      name: 'parapet_http_request_seconds',
      help: 'Seconds from the request to the end of the answer, live streams left out.',
      labelNames: ['kind', 'method'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    operationSeconds: new Histogram({
      name: 'parapet_operation_seconds',
      help: 'Seconds of an operation over HTTP, by its name and how it ended.',
      labelNames: ['operation', 'outcome'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    signIns: new Counter({
      name: 'parapet_sign_ins_total',
      help: 'Attempts to sign in, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    liveStreams: new Gauge({
      name: 'parapet_live_streams',
      help: 'Open live streams.',
      registers,
    }),
  };
}
