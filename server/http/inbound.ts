import { Refusal } from '@/domain/refusal';
import { PLAIN_HEADERS } from '@/server/platform/browser-security';
import { clientAddress } from '@/server/platform/client-address';
import { countedAddress } from '@/server/platform/counted-address';
import { metrics } from '@/server/platform/metrics';
import { TokenBuckets } from '@/server/platform/token-bucket';
import { receiveDelivery } from '@/server/services/collection/receive-delivery';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { HttpRefusal, newRequestId, problemResponse } from './problem';
import { noteRefusedRequest } from './refused-requests';
import { limitedBytes } from './request-input';

/**
 * Requests from one network address, whatever they are for and before anything is looked up: so many at once, and then
 * four a second. One that floods holds up itself, and not the sender that it pretends to be.
 */
const requests = new TokenBuckets(240, 250);

/**
 * Answers what another system sends: no session, no cookie and no check of the origin, because a signature over the
 * body proves the sender. Everything else is as for every operation.
 */
export async function receiveInbound(runtime: Runtime, request: Request): Promise<Response> {
  const requestId = newRequestId();
  const began = performance.now();
  const note = (outcome: string): void =>
    metrics().operationSeconds.observe(
      { operation: receiveDelivery.name, outcome },
      (performance.now() - began) / 1000,
    );
  const address = clientAddress(request.headers, runtime.environment.trustedProxies);
  try {
    requests.take(countedAddress(address), runtime.now());
    refuseOtherMedia(request);
    const body = await limitedBytes(request);
    const answer = await execute(receiveDelivery, {
      actor: { kind: 'anonymous', address },
      runtime,
      input: {
        ...idsOf(request),
        headers: Object.fromEntries(request.headers),
        body: body.toString('base64'),
      },
    });
    note('done');
    return new Response(JSON.stringify(answer), {
      headers: {
        ...PLAIN_HEADERS,
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-request-id': requestId,
      },
    });
  } catch (error) {
    note(error instanceof Refusal ? error.code : 'failed');
    noteRefusedRequest(runtime, error, { of: receiveDelivery.name, requestId, address });
    return problemResponse(error, requestId, runtime.log);
  }
}

/** @throws HttpRefusal for a body that is not plain JSON */
function refuseOtherMedia(request: Request): void {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new HttpRefusal(
      'unsupported_media_type',
      'Send the body as JSON, with Content-Type: application/json.',
    );
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity')
    throw new HttpRefusal(
      'unsupported_media_type',
      'Send the body as it is, without compression: leave Content-Encoding out.',
    );
}

/** The two parts of the path behind `/api/inbound/`; what they are worth is found out by looking. */
function idsOf(request: Request): { accountId: string; integrationId: string } {
  const [accountId = '', integrationId = ''] = new URL(request.url).pathname.split('/').slice(3);
  return { accountId, integrationId };
}
