import { z } from 'zod';
import { PERSON_KINDS } from '@/domain/detection/derived/detect-person';
import { settingsAt } from '@/domain/detection/derived/detector-settings';
import { settingsChanges } from '@/domain/detection/derived/settings-changes';
import {
  THRESHOLD_FACTS,
  THRESHOLD_NAMES,
  type ThresholdFacts,
  type Thresholds,
} from '@/domain/detection/derived/thresholds';
import { EVENT_CATALOGUE, EVENT_GROUP_LABELS, EVENT_KINDS } from '@/domain/event-catalogue';
import { rangeWindow } from '@/domain/range-window';
import { detectorsSchema } from '@/domain/views/detectors';
import { settingsHistory, settingsOrigins } from '@/server/data/detection/detector-settings';
import { countAccountEvents } from '@/server/data/events/account-events';
import { countFired } from '@/server/data/integrations/counters';
import { defineOperation } from '@/server/services/operation';

/** Every detector: what it means, what it goes by, whether it is on, how often it fired and was dismissed. */
export const listDetectors = defineOperation({
  name: 'list-detectors',
  http: { method: 'GET', path: '/api/v1/detectors' },
  permission: 'people:read',
  input: z.object({}),
  output: detectorsSchema,
  audit: { none: 'Settings and counts, nobody’s data.' },
  effect: 'read',
  run: async ({ accountId, tx, now }) => {
    const history = await settingsHistory(accountId, tx);
    const origins = new Map((await settingsOrigins(accountId, tx)).map((origin) => [origin.number, origin]));
    const { number, thresholds, off } = settingsAt(history, now);
    // The time that the list behind the number covers.
    const { from } = rangeWindow('30d', now);
    const fired = await countFired(accountId, tx, from);
    const ofAccount = await countAccountEvents(accountId, tx, null, from);
    return {
      at: new Date(now).toISOString(),
      number,
      detectors: EVENT_KINDS.map((kind) => {
        const { label, group, raisedBy } = EVENT_CATALOGUE[kind];
        const counts = fired.find((row) => row.kind === kind);
        return {
          kind,
          label,
          group: EVENT_GROUP_LABELS[group],
          raisedBy,
          derived: PERSON_KINDS.includes(kind),
          on: !off.includes(kind),
          thresholds: thresholdsOf(kind, thresholds),
          fired: kind === 'high_risk_system_event' ? ofAccount.events : (counts?.fired ?? 0),
          dismissed: counts?.dismissed ?? 0,
        };
      }),
      terms: thresholdsOf('terms', thresholds),
      history: history
        .flatMap((settings, index) => {
          const before = history[index - 1];
          const origin = origins.get(settings.number);
          if (before === undefined || origin === undefined) return [];
          const { author, reason } = origin;
          const from = new Date(settings.from).toISOString();
          return [
            {
              number: settings.number,
              from,
              author,
              reason,
              changes: [...settingsChanges(before, settings)],
            },
          ];
        })
        .reverse(),
    };
  },
});

function thresholdsOf(of: ThresholdFacts['of'], values: Thresholds) {
  return THRESHOLD_NAMES.filter((name) => THRESHOLD_FACTS[name].of === of).map((name) => {
    const { of: _of, ...facts }: ThresholdFacts = THRESHOLD_FACTS[name];
    return { name, value: values[name], ...facts };
  });
}
