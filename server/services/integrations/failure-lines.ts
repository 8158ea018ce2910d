import { z } from 'zod';

/** What is kept of a failed exchange; see `ConnectorErrorDetail`. Anything else in it is not shown. */
const detailSchema = z.object({
  httpStatus: z.number().optional(),
  vendorCode: z.string().optional(),
  vendorMessage: z.string().optional(),
  clockSkewSeconds: z.number().optional(),
  retryAfterMs: z.number().optional(),
  cause: z.string().optional(),
});

/**
 * The stored detail of a failure as lines for a person: status, the vendor's code and words, the network's word. Built
 * from what is named here alone; keys, hosts and addresses that a message might quote are taken out.
 */
export function failureLines(stored: string | null): string[] {
  const detail = read(stored);
  if (detail === null) return [];
  const { httpStatus, vendorCode, vendorMessage, clockSkewSeconds, retryAfterMs, cause } = detail;
  return [
    httpStatus === undefined ? null : `status: HTTP ${httpStatus}`,
    vendorCode === undefined ? null : `code: ${withoutSecrets(vendorCode)}`,
    vendorMessage === undefined ? null : `message: ${withoutSecrets(vendorMessage)}`,
    clockSkewSeconds === undefined ? null : `clock: ours less the vendor’s is ${clockSkewSeconds} s`,
    retryAfterMs === undefined ? null : `retry after: ${Math.round(retryAfterMs / 1_000)} s`,
    cause === undefined ? null : `network: ${withoutSecrets(cause)}`,
  ].filter((line) => line !== null);
}

/** A text without what looks like a key, an e-mail address, a host of the vendor or an IP address. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/[^\s@"'<>]+@[^\s@"'<>]+\.[^\s@"'<>]+/g, '[e-mail]')
    .replace(/\bD[IA][A-Z0-9]{18}\b/g, '[key]')
    .replace(/\bapi-[0-9a-z]+\.(?=[a-z])/gi, 'api-….')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '[address]')
    .replace(/\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}\b/gi, '[address]')
    .replace(/[A-Za-z0-9+/_-]{32,}={0,2}/g, '[key]');
}

function read(stored: string | null): z.infer<typeof detailSchema> | null {
  if (stored === null) return null;
  try {
    const parsed = detailSchema.safeParse(JSON.parse(stored));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
