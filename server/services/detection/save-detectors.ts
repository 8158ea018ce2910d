import { z } from 'zod';
import { settingsChanges } from '@/domain/detection/derived/settings-changes';
import { Refusal } from '@/domain/refusal';
import { holdSettings, insertSettings, settingsHistory } from '@/server/data/detection/detector-settings';
import { defineOperation } from '@/server/services/operation';
import { reasonSchema } from '@/server/services/scoring/save-policy';
import { detectorDraft } from './draft-detectors';

/**
 * Saves what the derived detectors go by from this instant on. Events that were found before stay as they are: what
 * occurred before is judged by what was in force then, also where its records arrive late.
 */
export const saveDetectors = defineOperation({
  name: 'save-detectors',
  http: { method: 'POST', path: '/api/v1/detectors' },
  permission: 'policy:write',
  stepUp: 'What a detector lets pass is never found.',
  byToken: 'allowed',
  input: z.object({
    ...detectorDraft,
    reason: reasonSchema,
    /** The number of the settings that whoever drafted these knew of. */
    basedOn: z.number('basedOn: give the number of the newest settings you know.').int(),
  }),
  output: z.object({ number: z.number(), changes: z.array(z.string()) }),
  audit: { entity: 'detectors' },
  effect: 'write',
  run: async ({ accountId, tx, actor, now, audit, announce }, { thresholds, off, reason, basedOn }) => {
    await holdSettings(accountId, tx);
    const history = await settingsHistory(accountId, tx);
    const newest = history.at(-1) ?? history[0];
    if (newest.number !== basedOn)
      throw Refusal.conflict(
        'basedOn',
        `Somebody saved settings ${newest.number} meanwhile. Look at what they change, then save again.`,
      );
    const changes = [...settingsChanges(newest, { thresholds, off })];
    if (changes.length === 0)
      throw Refusal.invalid('thresholds', 'thresholds: nothing differs from what is in force.');
    const number = newest.number + 1;
    const author = actor.kind === 'anonymous' ? '' : actor.name;
    await insertSettings(accountId, tx, { number, from: now, thresholds, off }, { author, reason });
    audit({
      entityId: String(number),
      before: { settings: newest.number },
      after: { settings: number, reason, changes },
    });
    announce('policies');
    return { number, changes };
  },
});
