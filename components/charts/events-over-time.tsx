'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { NumberLink } from '@/components/dashboard/number-link';
import { EmptyState, FailedState } from '@/components/ui/states';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { Segmented } from '@/components/ui/segmented';
import { WhileOld } from '@/components/ui/while-old';
import type { EventKind } from '@/domain/event-catalogue';
import type { OverTime, Range } from '@/domain/views/dashboard';
import { useAddress } from '@/lib/address';
import { prepareEventsOverTime } from '@/lib/charts/prepare-events-over-time';
import { useZone } from '@/lib/clock';
import { eventsHref } from '@/lib/event-links';
import { formatChange, formatCount } from '@/lib/format/number';
import { usePastMoment } from '@/lib/past';
import { overTimeQuery } from '@/lib/queries/identity';
import { parseStep, RANGE_WORDS, STEP_CHOICES } from '@/lib/ranges';
import { ChartCard } from './chart-card';
import styles from './charts.module.css';
import { EventBars } from './event-bars';
import { EventBarsTable } from './event-bars-table';
import { GapSwatch } from './gap-marks';
import { GROUP_COLORS } from './group-colors';

const STEP_LABELS = { hour: 'Hours', day: 'Days' } as const;

/** Identity events by group over the range, stacked; by the hour or day, and beside the period before. */
export function EventsOverTimeCard({
  range,
  kind = null,
  height = 160,
}: {
  range: Range;
  kind?: EventKind | null;
  height?: number;
}) {
  const address = useAddress();
  const step = parseStep(range, address.get('step'));
  const moment = usePastMoment();
  const { data, error, refetch, isPlaceholderData } = useQuery(overTimeQuery(range, step, kind, moment));
  if (data === undefined) {
    if (error === null)
      return (
        <Loading>
          <CardBones height={height + 20} />
        </Loading>
      );
    return (
      <FailedState
        what="The events over time could not be read."
        error={error}
        retry={() => void refetch()}
      />
    );
  }
  return (
    <WhileOld old={isPlaceholderData}>
      <OverTimeChart data={data} height={height} />
    </WhileOld>
  );
}

function OverTimeChart({ data, height }: { data: OverTime; height: number }) {
  const address = useAddress();
  const zone = useZone();
  const compare = address.get('compare') === 'before';
  const model = useMemo(
    () =>
      prepareEventsOverTime(data.buckets, zone, {
        gaps: data.gaps,
        previous: compare ? data.previous : null,
      }),
    [data, zone, compare],
  );
  return (
    <ChartCard
      id="over-time"
      title="Events over time"
      note={model.utcDays ? 'days in UTC' : undefined}
      legend={
        <>
          <div className={styles.legend}>
            {model.groups.map(({ group, label }) => (
              <span className={styles.key} key={group}>
                <span className={styles.swatch} style={{ background: GROUP_COLORS[group] }} />
                {label}
              </span>
            ))}
            {model.missing.length > 0 && (
              <span className={styles.key}>
                <GapSwatch />
                Not collected
              </span>
            )}
            {compare && (
              <span className={styles.key}>
                <span className={styles.beforeSwatch} />
                Period before
              </span>
            )}
          </div>
          {STEP_CHOICES[data.range].length > 1 && (
            <Segmented
              label="Bars"
              value={data.step}
              options={STEP_CHOICES[data.range].map((value) => ({ value, label: STEP_LABELS[value] }))}
              onChange={(value) =>
                address.set({ step: value === STEP_CHOICES[data.range][0] ? null : value })
              }
            />
          )}
          <button
            type="button"
            className={styles.toggle}
            aria-pressed={compare}
            onClick={() => address.set({ compare: compare ? null : 'before' })}
          >
            Compare
          </button>
        </>
      }
      chart={
        model.bars.length === model.gaps && model.missing.length === 0 ? (
          <EmptyState title="No feed covered this time.">
            Bars appear here from the moment an integration is enabled; what lies before stays a gap, not a
            zero.
          </EmptyState>
        ) : (
          <EventBars model={model} height={height} of={{ kind: data.kind, range: data.range }} />
        )
      }
      table={<EventBarsTable model={model} compare={compare} of={{ kind: data.kind, range: data.range }} />}
    >
      {compare && (
        <p className={styles.compared}>
          <ComparedWords data={data} />
        </p>
      )}
    </ChartCard>
  );
}

/** As in "412 events, 398 in the 30 days before up to the same time: +14." */
function ComparedWords({ data: { events, eventsBefore, previous, range, kind } }: { data: OverTime }) {
  const before = RANGE_WORDS[range].long.replace('last ', '');
  if (eventsBefore === null)
    return `${formatCount(events)} events. No feed had read the ${before} before whole, so there is nothing to compare with.`;
  return (
    <>
      {formatCount(events)} events,{' '}
      <NumberLink count={eventsBefore} href={eventsHref({ kind, ...previous })} /> in the {before} before up
      to the same time: {formatChange(events - eventsBefore)}.
    </>
  );
}
