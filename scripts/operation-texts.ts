import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const SERVICES = join(import.meta.dirname, '../server/services');

/** Where the texts are kept that the API reference shows. */
export const OPERATION_TEXTS = join(import.meta.dirname, '../server/http/openapi/operation-texts.json');

const operationSchema = z.object({ name: z.string(), http: z.unknown(), permission: z.unknown() });

/** What the doc comment above each operation says, by the name of the operation. */
export async function readOperationTexts(): Promise<Record<string, string>> {
  const texts: [string, string][] = [];
  for (const file of readdirSync(SERVICES, { encoding: 'utf8', recursive: true }).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const source = readFileSync(join(SERVICES, file), 'utf8');
    if (!source.includes('defineOperation({')) continue;
    const module: unknown = await import(pathToFileURL(join(SERVICES, file)).href);
    const exported = z.record(z.string(), z.unknown()).parse({ ...Object(module) });
    for (const [constant, value] of Object.entries(exported)) {
      const operation = operationSchema.safeParse(value);
      if (operation.success && operation.data.http !== 'internal')
        texts.push([operation.data.name, commentOf(source, constant)]);
    }
  }
  return Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The comment right above a constant, as one line a paragraph; empty where there is none. */
function commentOf(source: string, constant: string): string {
  const place = source.indexOf(`export const ${constant} = `);
  const before = source.slice(0, place).trimEnd();
  if (place < 0 || !before.endsWith('*/')) return '';
  return before
    .slice(before.lastIndexOf('/**') + 3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .trim()
    .replace(/(\S)\n(?=\S)/g, '$1 ');
}
