import { receiveInbound } from '@/server/http/inbound';
import { webRuntime } from '@/server/http/web-runtime';

export function POST(request: Request): Promise<Response> {
  return receiveInbound(webRuntime().runtime, request);
}
