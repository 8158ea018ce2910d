'use client';

import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { BAND_FACTS, BANDS } from '@/domain/bands';
import { EVENT_CATALOGUE, EVENT_KINDS } from '@/domain/event-catalogue';
import {
  POSTURE_LABELS,
  POSTURE_RISK_LABELS,
  POSTURE_RISKS,
  POSTURE_STATES,
} from '@/domain/human-risk/posture-state';
import {
  LAST_EVENT_LABELS,
  LAST_EVENTS,
  PEOPLE_STATUS_LABELS,
  PEOPLE_STATUSES,
} from '@/domain/people/people-filter';
import { OUTCOMES } from '@/domain/people/person-outcome';
import { CRITICALITY_LABELS, CRITICALITY_NAMES } from '@/lib/criticality-words';
import { formatCount } from '@/lib/format/number';
import { chosenGroup, groupChoice, UNGROUPED_CHOICE } from '@/lib/group-choice';
import { OUTCOME_LABELS } from '@/lib/outcome-words';
import { groupsQuery } from '@/lib/queries/criticality';
import type { NO_FILTER, PeopleFilter } from '@/lib/queries/people';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

function choices<Value extends string>(
  values: readonly Value[],
  label: (value: Value) => string,
): readonly Choice[] {
  return values.map((value) => ({ value, label: label(value) }));
}

const HIGHEST_FIRST = [...BANDS].reverse();
const RISK_CHOICES = [
  ...choices(HIGHEST_FIRST, (band) => BAND_FACTS[band].label),
  { value: 'none', label: 'None yet' },
];
const FACTOR_CHOICES = [
  ...choices(HIGHEST_FIRST, (band) => BAND_FACTS[band].label),
  ...HIGHEST_FIRST.filter((band) => band !== 'very_high' && band !== 'very_low').map((band) => ({
    value: `least ${band}`,
    label: `${BAND_FACTS[band].label} or above`,
  })),
];
const OUTCOME_CHOICES = choices(OUTCOMES, (outcome) => OUTCOME_LABELS[outcome]);
const KIND_CHOICES = choices(EVENT_KINDS, (kind) => EVENT_CATALOGUE[kind].label);
const POSTURE_CHOICES = [
  ...choices(POSTURE_RISKS, (risk) => POSTURE_RISK_LABELS[risk]),
  ...choices(POSTURE_STATES, (state) => POSTURE_LABELS[state]),
];
const CRITICALITY_CHOICES = choices(CRITICALITY_NAMES, (name) => CRITICALITY_LABELS[name]);
const STATUS_CHOICES = choices(PEOPLE_STATUSES, (status) => PEOPLE_STATUS_LABELS[status]);
const LAST_CHOICES = choices(LAST_EVENTS, (last) => LAST_EVENT_LABELS[last]);

/** Parameters of the list that change; null takes one away. */
export type FilterChange = Partial<Record<keyof typeof NO_FILTER, string | null>>;

/** What people can be narrowed by: outcome, scores, kind, group, criticality, status, newest event and posture. */
export function FilterFields({
  filter,
  onChange,
}: {
  filter: Omit<PeopleFilter, 'q' | 'watchlist' | 'entered' | 'sort' | 'direction'>;
  onChange: (change: FilterChange) => void;
}) {
  const groups = useQuery(groupsQuery());
  const known = groups.data?.groups ?? [];
  const named = filter.group !== null && !known.some(({ group }) => group === filter.group);
  return (
    <>
      <ChoiceField
        label="Outcome"
        value={filter.outcome}
        options={OUTCOME_CHOICES}
        onChange={(outcome) => onChange({ outcome })}
      />
      <ChoiceField
        label="Attack factor"
        value={filter.least === null ? filter.band : `least ${filter.least}`}
        options={FACTOR_CHOICES}
        onChange={(chosen) =>
          onChange(
            chosen?.startsWith('least ') === true
              ? { band: null, least: chosen.slice('least '.length) }
              : { band: chosen, least: null },
          )
        }
      />
      <ChoiceField
        label="Human risk score"
        value={filter.risk}
        options={RISK_CHOICES}
        onChange={(risk) => onChange({ risk })}
      />
      <ChoiceField
        label="Events of the kind"
        value={filter.kind}
        options={KIND_CHOICES}
        onChange={(kind) => onChange({ kind })}
      />
      <ChoiceField
        label={
          groups.isPending ? 'Group (being read)' : groups.isError ? 'Group (could not be read)' : 'Group'
        }
        value={groupValue(filter)}
        options={[
          ...(named ? [{ value: groupChoice(filter.group), label: filter.group }] : []),
          ...known.map(({ group, people }) => ({
            value: groupChoice(group),
            label: `${group} (${formatCount(people)})`,
          })),
          UNGROUPED_CHOICE,
        ]}
        onChange={(chosen) => onChange(chosenGroup(chosen))}
      />
      <ChoiceField
        label="Criticality"
        value={filter.criticality}
        options={CRITICALITY_CHOICES}
        onChange={(criticality) => onChange({ criticality })}
      />
      <ChoiceField
        label="Status"
        value={filter.status}
        options={STATUS_CHOICES}
        onChange={(status) => onChange({ status })}
      />
      <ChoiceField
        label="Last event"
        value={filter.last}
        options={LAST_CHOICES}
        onChange={(last) => onChange({ last })}
      />
      <ChoiceField
        label="Posture"
        value={filter.posture}
        options={POSTURE_CHOICES}
        onChange={(posture) => onChange({ posture })}
      />
    </>
  );
}

function groupValue({ group, ungrouped }: Pick<PeopleFilter, 'group' | 'ungrouped'>): string | null {
  if (group !== null) return groupChoice(group);
  return ungrouped === null ? null : UNGROUPED_CHOICE.value;
}

/** One thing that people are narrowed by; null for any. */
export function ChoiceField({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | null;
  options: readonly Choice[];
  onChange: (chosen: string | null) => void;
}) {
  return (
    <NativeSelect
      label={label}
      size="xs"
      value={value ?? ''}
      onChange={({ currentTarget: { value: chosen } }) => onChange(chosen === '' ? null : chosen)}
    >
      <option value="">Any</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </NativeSelect>
  );
}
