import { EVENT_CATALOGUE, EVENT_KINDS } from '@/domain/event-catalogue';
import type { Criticality, ScoringPolicy } from './policy';

/** One field in which two policies differ, as it is told to people. */
export interface PolicyChange {
  /** Path of the field, for example `weights.novel_asn`. */
  readonly field: string;
  /** What people call it. */
  readonly label: string;
  /** As text: numbers as they are written, kinds by their names; `none` for a family that is not there. */
  readonly before: string;
  readonly after: string;
}

const NONE = 'none';

/** In the order of what they multiply. Pages compare drafts by this file, so it takes no schemas with it. */
const MULTIPLIERS: readonly Criticality[] = ['standard', 'elevated', 'critical'];

/** In what `after` differs from `before`, field by field: numbers, then weights in the order of the catalogue, then families. */
export function policyChanges(before: ScoringPolicy, after: ScoringPolicy): PolicyChange[] {
  return [
    changeOf('halfLifeDays', 'Half-life in days', before.halfLifeDays, after.halfLifeDays),
    changeOf('share', 'Share of the other families', before.share, after.share),
    changeOf('dampingExponent', 'Damping of repeats', before.dampingExponent, after.dampingExponent),
    ...MULTIPLIERS.map((criticality) =>
      changeOf(
        `multipliers.${criticality}`,
        `Multiplier of ${criticality} people`,
        before.multipliers[criticality],
        after.multipliers[criticality],
      ),
    ),
    ...EVENT_KINDS.map((kind) =>
      changeOf(
        `weights.${kind}`,
        `Weight of ${EVENT_CATALOGUE[kind].label}`,
        before.weights[kind],
        after.weights[kind],
      ),
    ),
    ...familyNames(before, after).map((family) =>
      changeOf(
        `families.${family}`,
        `Family ${family}`,
        kindsOf(before.families[family]),
        kindsOf(after.families[family]),
      ),
    ),
  ].filter((change) => change.before !== change.after);
}

function changeOf(
  field: string,
  label: string,
  before: number | string,
  after: number | string,
): PolicyChange {
  return { field, label, before: String(before), after: String(after) };
}

function familyNames(before: ScoringPolicy, after: ScoringPolicy): string[] {
  return [...new Set([...Object.keys(before.families), ...Object.keys(after.families)])].sort();
}

/** The kinds of a family by name; their order means nothing, so it is that of the catalogue. */
function kindsOf(kinds: ScoringPolicy['families'][string] | undefined): string {
  const named = EVENT_KINDS.filter((kind) => kinds?.includes(kind) === true);
  return named.length === 0 ? NONE : named.map((kind) => EVENT_CATALOGUE[kind].label).join(', ');
}
