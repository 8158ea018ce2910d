import { liveStream } from '@/server/http/live-stream';
import { webRuntime } from '@/server/http/web-runtime';

export function GET(request: Request): Promise<Response> {
  return liveStream(webRuntime(), request);
}
