import { createHash, timingSafeEqual } from 'node:crypto';
import { PLAIN_HEADERS } from '@/server/platform/browser-security';
import { isFromThisMachine } from '@/server/platform/client-address';
import { metrics } from '@/server/platform/metrics';
import type { Runtime } from '@/server/services/runtime';

const READY_WITHIN_MS = 2_000;

/** Whether the process is up; asks nothing of anything else. */
export function answerHealth(): Response {
  return Response.json({ status: 'up' }, { headers: probeHeaders() });
}

/** Whether requests can be served: the database answers within two seconds. 503 otherwise. */
export async function answerReadiness(runtime: Runtime): Promise<Response> {
  const ready = await answersInTime(runtime.database.ping());
  return ready
    ? Response.json({ status: 'ready' }, { headers: probeHeaders() })
    : Response.json(
        { status: 'not ready', detail: 'The database does not answer.' },
        { status: 503, headers: { ...probeHeaders(), 'retry-after': '2' } },
      );
}

/** Prometheus figures, for this machine or the bearer of PARAPET_METRICS_TOKEN; nothing here for anybody else. */
export async function answerMetrics(runtime: Runtime, request: Request): Promise<Response> {
  const { metricsToken } = runtime.environment;
  const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
  // Behind a proxy every request seems to come from this machine: then only the token counts.
  const local = runtime.environment.trustedProxies === 0 && isFromThisMachine(request.headers);
  const allowed = local || (metricsToken !== null && bearer !== undefined && equal(bearer, metricsToken));
  if (!allowed)
    return new Response('There is nothing at this address.\n', { status: 404, headers: probeHeaders() });
  const { registry } = metrics();
  return new Response(await registry.metrics(), {
    headers: { ...probeHeaders(), 'content-type': registry.contentType },
  });
}

function probeHeaders(): Record<string, string> {
  return { ...PLAIN_HEADERS, 'cache-control': 'no-store' };
}

function equal(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

async function answersInTime(work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), READY_WITHIN_MS);
  });
  const answered = work.then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
