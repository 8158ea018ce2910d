import { z } from 'zod';
import { isDismissal } from '@/domain/dispositions/disposition';
import { type HiddenItem, registerPageSchema, registerPartSchema } from '@/domain/views/hidden';
import { countDispositions, type ListedDisposition, listDispositions } from '@/server/data/dispositions';
import { defineOperation } from './operation';
import { cursorInstantSchema, readCursor, writeCursor } from './page-cursor';
import { deciderOf, presentDisposition } from './present-dispositions';

const PAGE = 50;
const cursorSchema = z.object({ createdAt: cursorInstantSchema, id: z.uuid() });

/** The register of everything that hides events, newest first. */
export const listHidden = defineOperation({
  name: 'list-hidden',
  http: { method: 'GET', path: '/api/v1/hidden' },
  permission: 'people:read',
  input: z.object({
    part: registerPartSchema.default('holding'),
    cursor: z.string().max(500).optional(),
  }),
  output: registerPageSchema,
  audit: { none: 'Listing decisions opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now }, { part, cursor }) => {
    const rows = await listDispositions(accountId, tx, part, readCursor(cursorSchema, cursor), PAGE + 1);
    const to = deciderOf(actor);
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      at: new Date(now).toISOString(),
      part,
      counts: await countDispositions(accountId, tx),
      items: shown.map((row): HiddenItem => ({ ...presentDisposition(row, to, now), ...presentHiding(row) })),
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({ createdAt: last.createdAt.getTime(), id: last.id }),
    };
  },
});

function presentHiding(row: ListedDisposition) {
  return {
    hiddenBy: 'disposition' as const,
    events: row.events,
    hidden: isDismissal(row.verdict) ? row.events : 0,
    undoneBy: row.undoneByName,
    undoneAt: row.undoneAt?.toISOString() ?? null,
  };
}
