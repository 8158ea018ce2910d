import { answerReadiness } from '@/server/http/probes';
import { webRuntime } from '@/server/http/web-runtime';

export const dynamic = 'force-dynamic';

export function GET(): Promise<Response> {
  return answerReadiness(webRuntime().runtime);
}
