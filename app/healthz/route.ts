import { answerHealth } from '@/server/http/probes';

export const dynamic = 'force-dynamic';

export function GET(): Response {
  return answerHealth();
}
