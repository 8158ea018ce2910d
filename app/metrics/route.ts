import { answerMetrics } from '@/server/http/probes';
import { webRuntime } from '@/server/http/web-runtime';

export const dynamic = 'force-dynamic';

export function GET(request: Request): Promise<Response> {
  return answerMetrics(webRuntime().runtime, request);
}
