import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalParameters, duoHeadersHash, isSignedBy, type Pairs } from './verify-signature';

const parameters = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const vectors = z
  .object({
    signatures: z.array(
      z.object({
        source: z.string(),
        sig_version: z.number(),
        digest: z.string(),
        ikey: z.string(),
        skey: z.string(),
        method: z.string(),
        host: z.string(),
        path: z.string(),
        date: z.string(),
        params: parameters,
        body: z.string().nullable(),
        hex_signature: z.string(),
      }),
    ),
    canon_params: z.array(z.object({ source: z.string(), params: parameters, expected: z.string() })),
    xduo_header_hashes: z.array(z.object({ headers: z.record(z.string(), z.string()), sha512: z.string() })),
  })
  .parse(
    JSON.parse(
      readFileSync(new URL('../../tests/fixtures/duo/signing-vectors.json', import.meta.url), 'utf8'),
    ),
  );

const pairs = (params: z.infer<typeof parameters>): Pairs =>
  Object.entries(params).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const),
  );

const requestOf = (vector: (typeof vectors.signatures)[number]) => ({
  method: vector.method,
  host: vector.host,
  path: vector.path,
  query: pairs(vector.params),
  body: vector.body ?? '',
  contentType: vector.body ? 'application/json' : '',
  date: vector.date,
  duoHeaders: [],
});

it.each(vectors.signatures)('accepts the published signature: $source ($digest)', (vector) => {
  const request = requestOf(vector);
  expect(isSignedBy(request, vector.hex_signature, vector.skey)).toBe(true);
  expect(isSignedBy({ ...request, host: `${vector.host}:8443` }, vector.hex_signature, vector.skey)).toBe(
    true,
  );
});

it.each(vectors.signatures)('refuses it once anything signed has changed: $source ($digest)', (vector) => {
  const request = requestOf(vector);
  expect(isSignedBy(request, vector.hex_signature, `${vector.skey}x`)).toBe(false);
  expect(isSignedBy({ ...request, path: `${vector.path}/x` }, vector.hex_signature, vector.skey)).toBe(false);
  expect(isSignedBy({ ...request, date: `${vector.date} ` }, vector.hex_signature, vector.skey)).toBe(false);
  expect(isSignedBy({ ...request, method: 'DELETE' }, vector.hex_signature, vector.skey)).toBe(false);
  expect(
    isSignedBy({ ...request, query: [...request.query, ['a', 'b']] }, vector.hex_signature, vector.skey),
  ).toBe(false);
});

it.each(vectors.signatures.filter((vector) => vector.sig_version === 2 && vector.method === 'POST'))(
  'reads version 2 parameters from a form body: $source ($digest)',
  (vector) => {
    const body = pairs(vector.params)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&');
    const request = {
      ...requestOf(vector),
      query: [],
      body,
      contentType: 'application/x-www-form-urlencoded',
    };
    expect(isSignedBy(request, vector.hex_signature, vector.skey)).toBe(true);
  },
);

it.each(vectors.canon_params)('writes parameters as the clients do: $source', ({ params, expected }) => {
  expect(canonicalParameters(pairs(params), 'sorted')).toBe(expected);
});

it('keeps the order of a repeated key when the client did', () => {
  const repeated: Pairs = [
    ['b', '2'],
    ['b', '1'],
    ['a', '3'],
  ];
  expect(canonicalParameters(repeated, 'as sent')).toBe('a=3&b=2&b=1');
  expect(canonicalParameters(repeated, 'sorted')).toBe('a=3&b=1&b=2');
});

it.each(vectors.xduo_header_hashes)('hashes x-duo headers: $headers', ({ headers, sha512 }) => {
  expect(duoHeadersHash(Object.entries(headers))).toBe(sha512);
});
