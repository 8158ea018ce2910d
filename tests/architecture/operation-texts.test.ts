import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OPERATION_TEXTS, readOperationTexts } from '@/scripts/operation-texts';

it('the API reference tells of each operation what the comment above it says', async () => {
  const kept: unknown = JSON.parse(readFileSync(OPERATION_TEXTS, 'utf8'));
  // Run `node --import tsx scripts/make-operation-texts.ts` where this differs.
  expect(kept).toEqual(await readOperationTexts());
});
