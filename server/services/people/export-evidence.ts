import { z } from 'zod';
import { evidencePage } from '@/domain/evidence/evidence-page';
import { personIdSchema } from '@/domain/identifiers';
import { Download, downloadSchema, fileNameOf, textPieces } from '@/server/services/download';
import { defineOperation } from '@/server/services/operation';
import { gatherEvidence } from './gather-evidence';
import { findPerson, momentOf, momentSchema } from './grounds';

/**
 * What a person's attack factor at a moment rests on, as one sealed file that `npm run score` verifies without Parapet:
 * JSON, or a page to read and print that holds the same JSON. The audit log keeps its checksum, so that a file that was
 * sealed anew can be told from the one that was given out.
 */
export const exportEvidence = defineOperation({
  name: 'export-evidence',
  http: { method: 'GET', path: '/api/v1/people/:id/evidence' },
  permission: 'evidence:export',
  names: 'needed',
  input: momentSchema.extend({
    id: personIdSchema,
    format: z.enum(['json', 'html'], 'Use json or html.').default('json'),
  }),
  output: downloadSchema,
  audit: { entity: 'person' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now, audit }, { id, format, ...given }) => {
    const found = await findPerson(accountId, tx, id);
    const { person } = found;
    const bundle = await gatherEvidence(accountId, tx, found, momentOf(given, now), { actor, now });
    const { about, events, records, seal } = bundle;
    audit({
      entityId: person.id,
      after: {
        ...{ at: about.at, reading: about.reading, format, checksum: seal.whole },
        ...{ events: events.length, records: records.length },
      },
    });
    const name = fileNameOf(['evidence', person.name, about.at.slice(0, 16)], format);
    return format === 'json'
      ? new Download(name, 'application/json', textPieces([`${JSON.stringify(bundle, null, 2)}\n`]))
      : new Download(name, 'text/html; charset=utf-8', textPieces([evidencePage(bundle)]));
  },
});
