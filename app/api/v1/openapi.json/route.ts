import { openApiResponse } from '@/server/http/openapi/response';
import { webRuntime } from '@/server/http/web-runtime';

function handle(request: Request): Response {
  return openApiResponse(webRuntime().runtime, request);
}

export { handle as DELETE, handle as GET, handle as OPTIONS, handle as PATCH, handle as POST, handle as PUT };
