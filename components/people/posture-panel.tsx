'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { RiskOverTimeCard } from '@/components/charts/score-over-time';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { UtcDay } from '@/components/ui/utc-day';
import type { HumanRiskProfile } from '@/domain/views/human-risk';
import type { Profile } from '@/domain/views/person';
import { formatDate } from '@/lib/format/moment';
import { formatCountOf, formatDecimal, formatPoints } from '@/lib/format/number';
import { leftOutByReason } from '@/lib/left-out';
import { sessionQuery } from '@/lib/queries/frame';
import styles from './posture.module.css';

type Category = HumanRiskProfile['categories'][number];

/** What the human risk score rests on: each category with its evidence, and what was left out and why. */
export function PosturePanel({ profile }: { profile: Profile }) {
  const { person, humanRisk, asOf } = profile;
  const { data: session } = useQuery(sessionQuery());
  const mayImport = session?.permissions.includes('risk:import') === true;
  if (!humanRisk.reckoned) {
    return (
      <Card title="Posture">
        {asOf === null ? (
          <EmptyState title="There is no human risk score yet.">
            How this person signs in, how their devices are kept and what other systems say of their conduct
            appears here within seconds of the first record that is read.
          </EmptyState>
        ) : (
          <EmptyState title="Not kept for that moment.">
            Human risk scores are kept by day, from the first day on which this person had one.
          </EmptyState>
        )}
      </Card>
    );
  }
  const counted = humanRisk.categories.filter(({ value }) => value !== null);
  const without = leftOutByReason(humanRisk.categories);
  return (
    <div className={styles.stack}>
      {asOf !== null && (
        <p className={table.sub}>
          The score and its values are as {formatDate(Date.parse(asOf), 'UTC')} (UTC) left them. The evidence
          is in the words of the newest reading that came to the same values, which may be of later.
        </p>
      )}
      <Card
        title={person.humanRisk === null ? 'No category has data' : `Why ${person.humanRisk.shown}`}
        note="the weighted mean of what is known; attacks on this person never move it"
      >
        {counted.length === 0 ? (
          <EmptyState title="Nothing is known.">
            The score begins with the first sign-in outside an attack, with the directory, or with an import.
          </EmptyState>
        ) : (
          <Categories categories={counted} shown={person.humanRisk?.shown ?? ''} />
        )}
      </Card>
      <div className={styles.two}>
        <Card title="Left out of the mean" note="no data is not zero">
          {without.length === 0 ? (
            <EmptyState title="Nothing is left out.">Every category has data.</EmptyState>
          ) : (
            <ul className={styles.lines}>
              {without.map(({ labels, reason, imported }) => (
                <li key={reason}>
                  <strong>{labels.join(' · ')}</strong>
                  <span>{reason}</span>
                  {imported && mayImport && (
                    <>
                      {' '}
                      <Link className={styles.link} href="/integrations/human-risk" prefetch={false}>
                        Import a file
                      </Link>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Card>
        <RiskOverTimeCard
          course={humanRisk.course}
          gaps={profile.gaps}
          at={profile.at}
          past={profile.asOf !== null}
        />
      </div>
    </div>
  );
}

function Categories({ categories, shown }: { categories: readonly Category[]; shown: string }) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Categories">
        <thead>
          <tr>
            <th scope="col">Category</th>
            <th scope="col">Evidence</th>
            <th scope="col" className={table.num} title="0 is best, 10 is worst">
              Value
            </th>
            <th scope="col" className={table.num}>
              Weight
            </th>
            <th scope="col" className={table.num} title="What it adds to the score">
              Adds
            </th>
          </tr>
        </thead>
        <tbody>
          {categories.map((one) => (
            <tr key={one.category}>
              <th scope="row" data-lead className={styles.category}>
                <span className={table.strong}>{one.label}</span>
                <span className={table.sub}>
                  {one.meaning} From {one.source}
                  {one.recoverable ? '; falls 0.028 a day without new evidence.' : '.'}
                </span>
              </th>
              <td data-label="Evidence" data-wide>
                <ul className={styles.evidence}>
                  {one.evidence.map(({ what, points, at }, index) => (
                    // Two phones of one name may have the same fault.
                    <li key={`${index} ${what}`}>
                      {what}
                      {points !== null && (
                        <span className={table.soft}> · {formatCountOf(points, 'point', 'points')}</span>
                      )}
                      {at !== null && (
                        <span className={table.soft}>
                          {' '}
                          · <UtcDay at={at} />
                        </span>
                      )}
                    </li>
                  ))}
                </ul>
              </td>
              <td data-label="Value" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                {one.shown}
              </td>
              <td data-label="Weight" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                × {formatDecimal(one.weight, 1)}
              </td>
              <td data-label="Adds" className={table.num}>
                {one.share === null || one.share === 0 ? '0' : formatPoints(one.share, 2)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={4} data-lead>
              Human risk score
            </th>
            <td data-label="Sum, cut to one decimal" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
              {shown}
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
