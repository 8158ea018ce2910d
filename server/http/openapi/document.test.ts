import { createConfig, lintFromString } from '@redocly/openapi-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Download, downloadSchema } from '@/server/services/download';
import { OPERATIONS } from '@/server/services/registry';
import { curlOf, examplePath } from './curl';
import { describeOperation } from './describe-operation';
import { openApiDocument } from './document';

const ORIGIN = 'https://parapet.internal';
const described = OPERATIONS.map((operation) => ({ operation, told: describeOperation(operation) }));

describe('the OpenAPI document', () => {
  let problems: string[];

  beforeAll(async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const source = JSON.stringify(openApiDocument(OPERATIONS, ORIGIN), null, 1);
    const found = await lintFromString({ source, absoluteRef: 'openapi.json', config });
    problems = found.map(
      ({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`,
    );
  }, 60_000);

  it('passes the recommended rules of Redocly without an error or a warning', () => {
    expect(problems.slice(0, 20)).toEqual([]);
  });

  it('would be found out if it were wrong', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const wrong = {
      ...openApiDocument(OPERATIONS, ORIGIN),
      paths: { '/x/{id}': { get: { responses: {} } } },
    };
    const found = await lintFromString({
      source: JSON.stringify(wrong),
      absoluteRef: 'openapi.json',
      config,
    });
    expect(found.map(({ ruleId }) => ruleId)).toEqual(
      expect.arrayContaining(['path-parameters-defined', 'operation-summary']),
    );
  });
});

describe('an operation in the API reference', () => {
  it('is told in a sentence, with who may call it', () => {
    for (const { told } of described) {
      expect({ name: told.name, text: told.description }).toEqual({
        name: told.name,
        text: expect.stringMatching(/^[A-Z].+[.]$/s) as string,
      });
      expect(told.access).toMatch(/^(Takes the permission `|Anybody may|Every member may).+\.$/);
    }
  });

  it('says that it answers with a file where it does, and with what else otherwise', () => {
    const file = new Download('x.txt', 'text/plain', (async function* () {})());
    for (const { operation, told } of described) {
      const answersFile = operation.output.safeParse(file).success && !operation.output.safeParse({}).success;
      const isThrottled = operation.output === downloadSchema;
      expect({ name: told.name, kind: told.answer.kind, isThrottled }).toEqual({
        name: told.name,
        kind: answersFile ? 'file' : 'json',
        isThrottled: answersFile,
      });
    }
  });

  it('has an example that it accepts, and a command with it', () => {
    const refused = described.flatMap(({ operation, told }) => {
      const given = told.parameters
        .filter(({ example }) => example !== null)
        .map(({ name, example }) => [name, told.method === 'GET' ? String(example) : example]);
      const parsed = operation.input.safeParse({ ...told.body?.example, ...Object.fromEntries(given) });
      const faults = parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
      return faults.length === 0 ? [] : [{ name: told.name, faults }];
    });
    expect(refused).toEqual([]);
    for (const { told } of described) {
      expect(examplePath(told)).not.toMatch(/[{}:]/);
      const command = curlOf(told, ORIGIN);
      expect(command).toContain(`'${ORIGIN}/api/v1/`);
      expect(command.includes('$PARAPET_TOKEN')).toBe(told.forTokens && !told.isPublic);
    }
  });
});
