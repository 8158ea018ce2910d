import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ALL_PERMISSIONS } from '@/domain/permissions';
import { madeTokenSchema } from '@/domain/views/api-token';
import { examplePath } from '@/server/http/openapi/curl';
import { describeOperation, type DescribedOperation } from '@/server/http/openapi/describe-operation';
import { openApiDocument } from '@/server/http/openapi/document';
import { openApiResponse } from '@/server/http/openapi/response';
import { OPERATIONS } from '@/server/services/registry';
import { sayTried } from '@/tests/setup/security-counts';
import { ORIGIN, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const documentSchema = z.object({
  openapi: z.literal('3.1.1'),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) })),
  ),
});
const contentSchema = z.object({ content: z.record(z.string(), z.unknown()) });

let house: WebHouse;
let token: string;

beforeAll(async () => {
  house = await openWebHouse();
  await house.setUp();
  const made = await house.call('POST', '/api/v1/tokens', {
    cookie: await house.signIn(),
    body: {
      name: 'Examples',
      permissions: ALL_PERMISSIONS,
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
  });
  token = madeTokenSchema.parse(await made.json()).token;
});
afterAll(() => house.close());

async function callExample(told: DescribedOperation): Promise<Response> {
  house.ahead += 6_500;
  return house.call(told.method, examplePath(told), {
    headers: { authorization: `Bearer ${token}` },
    ...(told.body === null ? {} : { body: told.body.example }),
  });
}

describe('the examples of the API reference', () => {
  it('are answered by a server as the document says, by those that need nothing to be there with what they promise', async () => {
    const { paths } = documentSchema.parse(openApiDocument(OPERATIONS, ORIGIN));
    const wrong: string[] = [];
    let done = 0;
    for (const told of OPERATIONS.map(describeOperation)) {
      // What only a person does, and what ends the token, is told with the cookie of a browser.
      if (!told.forTokens) continue;
      const response = await callExample(told);
      const { responses } = paths[told.path]?.[told.method.toLowerCase()] ?? { responses: {} };
      const named = responses[String(response.status)];
      const type = response.headers.get('content-type')?.split(';')[0] ?? 'none';
      const said = `${told.name} is answered ${response.status} as ${type}`;
      if (named === undefined) wrong.push(`${said}: ${await response.text()}`);
      if (response.status !== 200) {
        if (type !== 'application/problem+json') wrong.push(said);
        if (response.status === 401) wrong.push(said);
        // An example that names nothing that has to be there works at once.
        if (told.method === 'GET' && !told.parameters.some(({ required }) => required)) wrong.push(said);
        continue;
      }
      done += 1;
      if (!(type in contentSchema.parse(named).content)) wrong.push(said);
      if (told.answer.kind === 'file') {
        if (response.headers.get('content-disposition')?.startsWith('attachment;') !== true) wrong.push(said);
        await response.body?.cancel();
        continue;
      }
      const answer = z.record(z.string(), z.unknown()).parse(await response.json());
      const missing = (told.answer.schema.required ?? []).filter((field) => !(field in answer));
      if (missing.length > 0) wrong.push(`${said} without ${missing.join()}`);
    }
    sayTried({
      what: `examples of the API reference, ${done} of them done`,
      tried: OPERATIONS.length,
      unexpected: wrong.length,
    });
    expect(wrong).toEqual([]);
    expect(done).toBeGreaterThan(30);
  }, 60_000);
});

describe('the OpenAPI document', () => {
  it('is given to anybody, as JSON, by GET alone', async () => {
    const answer = openApiResponse(house.runtime, new Request(`${ORIGIN}/api/v1/openapi.json`));
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const { paths } = documentSchema.parse(await answer.json());
    expect(Object.values(paths).flatMap((methods) => Object.keys(methods))).toHaveLength(
      OPERATIONS.length + 1,
    );
    const post = openApiResponse(
      house.runtime,
      new Request(`${ORIGIN}/api/v1/openapi.json`, { method: 'POST' }),
    );
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET']);
  });
});
