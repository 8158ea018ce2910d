'use client';

import { Button } from '@mantine/core';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { isAboutPeople } from '@/domain/notifications/terms';
import { countedOf } from '@/domain/notifications/words';
import type { NotificationRules, NotificationRuleView } from '@/domain/views/notification';
import { sentenceOf } from '@/lib/api/problem';
import { useSwitchRule, useTestRule } from '@/lib/queries/notifications';
import { aboutWords, paceWords, triggerWords } from '@/lib/rule-draft';
import { selectedRow } from '@/lib/use-selected';
import { EmptyGroups } from './group-fields';
import styles from './notifications.module.css';

/** A rule that is being changed, or is about to be deleted. */
export interface OpenedRule {
  readonly act: 'change' | 'delete';
  readonly rule: NotificationRuleView;
}

/** Every rule: what it waits for, whom it tells, when it last did, and what went wrong. */
export function RulesCard({
  view,
  selected,
  mayWrite,
  onOpen,
}: {
  view: NotificationRules;
  /** The id of the rule that the address selects. */
  selected: string | null;
  mayWrite: boolean;
  onOpen: (opened: OpenedRule) => void;
}) {
  const names = new Map(view.members.map(({ id, name }) => [id, name]));
  if (view.rules.length === 0)
    return (
      <Card title="Rules">
        <EmptyState title="There is no notification rule yet." centred>
          {mayWrite
            ? 'Make one for what you would get up for: somebody enters High, somebody got in, a feed needs somebody.'
            : 'Rules appear here when an analyst or an administrator makes one.'}
        </EmptyState>
      </Card>
    );
  return (
    <Card title="Rules">
      <div className={table.scroll}>
        <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Notification rules">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">For whom</th>
              <th scope="col">To whom</th>
              <th scope="col">How it goes</th>
              {mayWrite && <th scope="col">Change</th>}
            </tr>
          </thead>
          <tbody>
            {view.rules.map((rule) => (
              <Row
                key={rule.id}
                rule={rule}
                isSelected={rule.id === selected}
                names={names}
                mayWrite={mayWrite}
                onOpen={onOpen}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Row({
  rule,
  isSelected,
  names,
  mayWrite,
  onOpen,
}: {
  rule: NotificationRuleView;
  isSelected: boolean;
  names: ReadonlyMap<string, string>;
  mayWrite: boolean;
  onOpen: (opened: OpenedRule) => void;
}) {
  const { name, enabled, trigger, about, receivers, pace } = rule;
  return (
    <tr {...selectedRow(isSelected)}>
      <th scope="row" data-lead>
        <span className={styles.chips}>
          <span className={table.strong}>{name}</span>
          <Chip tone={enabled ? 'good' : 'quiet'}>{enabled ? 'On' : 'Off'}</Chip>
        </span>
        <span className={table.sub}>{triggerWords(trigger)}</span>
        <span className={table.sub}>{paceWords(pace)}</span>
      </th>
      <td data-label="For whom" data-wide>
        {aboutWords(about, trigger.on)}
        {about.who === 'some' && isAboutPeople(trigger.on) && <EmptyGroups named={about.groups} />}
      </td>
      <td data-label="To whom" data-wide>
        {receivers.inProduct.length > 0 && <div>In Parapet: {namesOf(receivers.inProduct, names)}</div>}
        {receivers.byMail.length > 0 && <div>By e-mail: {namesOf(receivers.byMail, names)}</div>}
      </td>
      <td data-label="How it goes" data-wide>
        <HowItGoes rule={rule} />
      </td>
      {mayWrite && (
        <td data-label="Change" data-wide>
          {rule.mayChange ? (
            <Acts rule={rule} onOpen={onOpen} />
          ) : (
            <span className={table.sub}>Your role does not show what it is about.</span>
          )}
        </td>
      )}
    </tr>
  );
}

function HowItGoes({ rule: { trigger, lastFiredAt, waiting, lastFailure } }: { rule: NotificationRuleView }) {
  return (
    <>
      <div>
        {lastFiredAt === null ? (
          'Nobody was notified by it yet'
        ) : (
          <>
            Last notified <Moment at={lastFiredAt} as="relative" />
          </>
        )}
      </div>
      {waiting !== null && (
        <span className={table.sub}>
          {countedOf(trigger.on, waiting.happenings)} gathered, to be told{' '}
          <Moment at={waiting.tellAt} seconds={false} />
        </span>
      )}
      {lastFailure !== null && (
        <span className={table.sub}>
          <span className={styles.fault}>
            Not delivered to {lastFailure.to} {lastFailure.channel === 'mail' ? 'by e-mail' : 'in Parapet'}
          </span>
          , <Moment at={lastFailure.at} as="relative" />: {lastFailure.said} {lastFailure.remedy}
        </span>
      )}
    </>
  );
}

function Acts({ rule, onOpen }: { rule: NotificationRuleView; onOpen: (opened: OpenedRule) => void }) {
  const change = useSwitchRule();
  const test = useTestRule();
  const error = change.error ?? test.error;
  return (
    <>
      <div className={styles.acts}>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Change ${rule.name}`}
          onClick={() => onOpen({ act: 'change', rule })}
        >
          Change
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Send a test of ${rule.name}`}
          loading={test.isPending}
          onClick={() => test.mutate(rule.id)}
        >
          Send a test
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Switch ${rule.enabled ? 'off' : 'on'} ${rule.name}`}
          loading={change.isPending}
          onClick={() => change.mutate({ id: rule.id, enabled: !rule.enabled })}
        >
          Switch {rule.enabled ? 'off' : 'on'}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Delete ${rule.name}`}
          onClick={() => onOpen({ act: 'delete', rule })}
        >
          Delete
        </Button>
      </div>
      {error !== null && (
        <p className={styles.fault} role="alert">
          {sentenceOf(error)}
        </p>
      )}
      <span className={table.sub} role="status">
        {test.isSuccess && error === null ? 'A test is on its way. What became of it is below.' : ''}
      </span>
    </>
  );
}

function namesOf(ids: readonly string[], names: ReadonlyMap<string, string>): string {
  return ids.map((id) => names.get(id) ?? 'a former member').join(', ');
}
