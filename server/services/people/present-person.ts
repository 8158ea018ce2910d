import { type AttackFactor, attackFactorFromHeat } from '@/domain/scoring/attack-factor';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import { fallsBelow, leavesCap } from '@/domain/scoring/time-to-fall';
import type { DirectoryBrief } from '@/domain/views/directory';
import { criticalitySchema, outcomeSchema, type PersonRow } from '@/domain/views/person';
import type { Score } from '@/domain/views/score';
import type { ListedPerson } from '@/server/data/people/person-list';
import { presentHumanRisk } from './present-human-risk';

/** A person as lists show them: everything follows from the stored heat and one instant. */
export function presentPerson(person: ListedPerson, policy: ScoringPolicy, at: number): PersonRow {
  const factor = attackFactorFromHeat(person.heat, policy, at);
  const fall = fallsBelow(factor, policy, at);
  const cap = leavesCap(factor, policy, at);
  return {
    id: person.id,
    outcome: outcomeSchema.nullable().parse(person.outcome),
    name: person.name,
    username: person.username,
    email: person.email,
    groups: person.groups,
    criticality: criticalitySchema.parse(person.criticality),
    criticalityFrom: {
      by: person.ownCriticality !== null ? 'own' : person.criticalityGroup !== null ? 'group' : 'default',
      group: person.criticalityGroup,
    },
    attackFactor: presentFactor(factor),
    humanRisk: presentHumanRisk(person.humanRisk),
    fallsBelow:
      fall === null ? null : { band: fall.band, at: new Date(fall.at).toISOString(), days: fall.days },
    leavesCapAt: cap === null ? null : new Date(cap.at).toISOString(),
    events: person.events,
    lastEventAt: person.lastEventAt?.toISOString() ?? null,
    directory: {
      standing: standingOf(person),
      leftAt: person.leftDirectoryAt?.toISOString() ?? null,
      status: person.status,
      enrolled: person.enrolled,
    },
  };
}

/** An attack factor as pages show it. */
export function presentFactor({ score, uncapped, shown, band }: AttackFactor): Score {
  // Long before the events of a short half-life it is beyond every number, and JSON has no word for that.
  return { score, uncapped: Math.min(uncapped, Number.MAX_VALUE), shown: shown.toFixed(1), band };
}

function standingOf({ inDirectorySince, leftDirectoryAt, swept }: ListedPerson): DirectoryBrief['standing'] {
  if (leftDirectoryAt !== null) return 'left';
  if (inDirectorySince !== null) return 'present';
  return swept ? 'absent' : 'not_swept';
}
