import { READINGS } from '@/domain/people/reading';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { execute } from '@/server/services/operation';
import { listPeople } from '@/server/services/people/list-people';
import { median, percentile95, rounded } from './bench-report';
import type { Viewer } from './dashboard-questions';

const HOUR_MS = 3_600_000;
const AGES = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS, halfYear: 180 * 24 * HOUR_MS } as const;
const SORTS = ['attack_factor', 'name', 'last_event', 'human_risk'] as const;

/** Milliseconds of the pages of one past moment. */
interface PastFigures {
  /** The first call of a moment that nobody has asked for, which reckons it. */
  readonly listFirstMs: number;
  readonly listP95Ms: number;
  readonly dashboardFirstMs: number;
  readonly dashboardP95Ms: number;
}

/**
 * The list of people and the dashboard of past moments, in both readings, by how long ago they are: the first call alone (the
 * middle of several moments), and what those cost that come after it.
 */
export async function measurePast(
  { actor, runtime }: Viewer,
  { end, moments, calls }: { readonly end: number; readonly moments: number; readonly calls: number },
  say: (sentence: string) => void,
): Promise<Record<string, PastFigures>> {
  const figures: Record<string, PastFigures> = {};
  for (const [name, age] of Object.entries(AGES))
    for (const reading of READINGS) {
      const first = { list: new Array<number>(), dashboard: new Array<number>() };
      const later = { list: new Array<number>(), dashboard: new Array<number>() };
      for (let moment = 0; moment < moments; moment += 1) {
        const past = (shift: number) => ({
          at: new Date(end - age - 60_000 * moment - shift).toISOString(),
          reading,
        });
        const list = (n: number) =>
          timed(() =>
            execute(listPeople, { actor, runtime, input: { ...past(0), sort: SORTS[n % SORTS.length] } }),
          );
        // A moment of its own, so that the list has not reckoned it.
        const dashboard = () => timed(() => execute(getDashboard, { actor, runtime, input: past(30_000) }));
        first.list.push(await list(0));
        first.dashboard.push(await dashboard());
        for (let call = 0; call < calls; call += 1) {
          later.list.push(await list(call));
          if (call % 2 === 0) later.dashboard.push(await dashboard());
        }
      }
      const key = `${name}${reading === 'then' ? 'AsKnownThen' : 'WithHindsight'}`;
      figures[key] = {
        listFirstMs: rounded(median(first.list)),
        listP95Ms: rounded(percentile95(later.list)),
        dashboardFirstMs: rounded(median(first.dashboard)),
        dashboardP95Ms: rounded(percentile95(later.dashboard)),
      };
      say(`${key}: ${JSON.stringify(figures[key])}.`);
    }
  return figures;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
