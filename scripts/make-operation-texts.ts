/**
 * Takes what the doc comments of operations say into the file that the API reference is made with. Run it when an
 * operation or its comment is new: `node --import tsx scripts/make-operation-texts.ts`.
 */
import { writeFileSync } from 'node:fs';
import { OPERATION_TEXTS, readOperationTexts } from './operation-texts';

const texts = await readOperationTexts();
writeFileSync(OPERATION_TEXTS, `${JSON.stringify(texts, null, 2)}\n`);
console.log(`${Object.keys(texts).length} operations are described.`);
process.exit(0);
