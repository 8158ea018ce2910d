import type { FoundEvent } from '@/domain/detection/reconcile';
import { byPerson } from '@/domain/detection/derived/detect-account';
import { DAY_MS, HOUR_MS } from '@/domain/detection/derived/terms';
import { BAND_FACTS } from '@/domain/bands';
import { attackFactor } from '@/domain/scoring/attack-factor';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import type { ScoredEvent } from '@/domain/scoring/scored-event';
import { median, rounded } from '../bench-report';
import type { Person } from './organisation';
import type { Instance } from './stage-campaigns';

/** What detection costs the people whom nobody attacked. Shares of 1. */
export interface QuietFigures {
  readonly weeksWithoutEvent: number;
  readonly everMedium: number;
}

const WEEK_MS = 7 * DAY_MS;

/** Weeks and bands of everybody who is in no attack, over the whole weeks of the scored time. */
export function quietFigures(
  events: readonly FoundEvent[],
  people: readonly Person[],
  instances: readonly Instance[],
  span: { readonly begins: number; readonly from: number; readonly days: number },
): QuietFigures {
  const attacked = new Set(instances.map(({ person }) => person));
  const found = byPerson(events.filter(({ candidate }) => candidate.occurredAt >= span.from));
  const weeks = Math.floor(span.days / 7);
  let personWeeks = 0;
  let withEvent = 0;
  let medium = 0;
  const quiet = people.filter(({ id }) => !attacked.has(id));
  for (const { id, joins } of quiet) {
    const own = (found.get(id) ?? []).map(({ candidate }): ScoredEvent => candidate);
    const joined = span.begins + joins * DAY_MS;
    const first = Math.max(0, Math.ceil((joined - span.from) / WEEK_MS));
    personWeeks += Math.max(0, weeks - first);
    withEvent += new Set(
      own
        .map(({ occurredAt }) => Math.floor((occurredAt - span.from) / WEEK_MS))
        .filter((week) => week < weeks),
    ).size;
    if (own.some(({ occurredAt }) => factorAt(own, occurredAt) >= BAND_FACTS.medium.lowerEdge)) medium += 1;
  }
  return {
    weeksWithoutEvent: rounded(1 - withEvent / personWeeks, 4),
    everMedium: rounded(medium / quiet.length, 4),
  };
}

/** The victims' factors of one campaign, one hour and three days after it was over: medians. */
export interface CampaignFigures {
  readonly victims: number;
  readonly gotIn: boolean;
  readonly after1h: number;
  readonly after3d: number;
}

export function campaignFigures(
  events: readonly FoundEvent[],
  instances: readonly Instance[],
): Readonly<Record<string, CampaignFigures>> {
  const found = byPerson(events);
  const names = [...new Set(instances.map(({ campaign }) => campaign))];
  return Object.fromEntries(
    names.map((name) => {
      const victims = instances.filter(({ campaign }) => campaign === name);
      const after = (ms: number): number =>
        rounded(
          median(
            victims.map(({ person, doneAt }) =>
              factorAt(
                (found.get(person) ?? []).map(({ candidate }) => candidate),
                doneAt + ms,
              ),
            ),
          ),
          2,
        );
      return [
        name,
        {
          victims: victims.length,
          gotIn: victims.some(({ gotIn }) => gotIn),
          after1h: after(HOUR_MS),
          after3d: after(3 * DAY_MS),
        },
      ];
    }),
  );
}

function factorAt(events: readonly ScoredEvent[], at: number): number {
  return attackFactor(events, DEFAULT_POLICY, 'standard', at).score;
}
