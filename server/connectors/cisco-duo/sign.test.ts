import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  canonicalHeadersHash,
  canonicalParams,
  canonicalRequest,
  signature,
  signRequest,
  type SignatureScheme,
} from '@/server/connectors/cisco-duo/sign';

const params = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const vectors = z
  .object({
    signatures: z.array(
      z.object({
        source: z.string(),
        sig_version: z.union([z.literal(2), z.literal(5)]),
        digest: z.enum(['sha1', 'sha512']),
        ikey: z.string(),
        skey: z.string(),
        method: z.string(),
        host: z.string(),
        path: z.string(),
        date: z.string(),
        params,
        body: z.string().nullable(),
        canonical: z.string(),
        hex_signature: z.string(),
        authorization: z.string(),
      }),
    ),
    canon_params: z.array(z.object({ params, expected: z.string() })),
    hashes: z.array(z.object({ input: z.string(), sha512: z.string() })),
    xduo_header_hashes: z.array(z.object({ headers: z.record(z.string(), z.string()), sha512: z.string() })),
  })
  .parse(JSON.parse(readFileSync('tests/fixtures/duo/signing-vectors.json', 'utf8')));

describe('signing', () => {
  it.each(vectors.signatures)('gives the known signature: $source', (vector) => {
    const scheme: SignatureScheme =
      vector.sig_version === 5 ? 'v5-sha512' : vector.digest === 'sha1' ? 'v2-sha1' : 'v2-sha512';
    const input = { ...vector, scheme, body: vector.body ?? '' };
    expect(canonicalRequest(input)).toBe(vector.canonical);
    expect(signature(input)).toBe(vector.hex_signature);
    expect(signRequest(input)).toBe(vector.authorization);
  });

  it.each(vectors.canon_params)('writes parameters as $expected', ({ params: given, expected }) => {
    expect(canonicalParams(given)).toBe(expected);
  });

  it.each(vectors.xduo_header_hashes)('hashes x-duo headers to $sha512', ({ headers, sha512 }) => {
    expect(canonicalHeadersHash(headers)).toBe(sha512);
  });

  it.each(vectors.hashes)('signs the SHA-512 of a body in the sixth line of version 5: $input', (vector) => {
    const [, , , , , bodyHash] = canonicalRequest({
      scheme: 'v5-sha512',
      ikey: 'i',
      skey: 's',
      date: 'd',
      method: 'POST',
      host: 'h',
      path: '/p',
      body: vector.input,
    }).split('\n');
    expect(bodyHash).toBe(vector.sha512);
    expect(bodyHash).toBe(createHash('sha512').update(vector.input).digest('hex'));
  });

  it('ignores headers that are not x-duo', () => {
    const named = { 'X-Duo-A': '1' };
    expect(canonicalHeadersHash({ ...named, Accept: '*/*' })).toBe(canonicalHeadersHash(named));
  });
});
