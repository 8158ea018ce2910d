import { routeOperation } from '@/server/http/route-operation';
import { webRuntime } from '@/server/http/web-runtime';

function handle(request: Request): Promise<Response> {
  return routeOperation(webRuntime().runtime, request);
}

export { handle as DELETE, handle as GET, handle as OPTIONS, handle as PATCH, handle as POST, handle as PUT };
