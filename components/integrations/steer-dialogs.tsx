'use client';

import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import type { IntegrationView } from '@/domain/views/integration';
import { sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { formatCountOf } from '@/lib/format/number';
import { useIntegrationChange } from '@/lib/queries/use-change';
import page from './integration-page.module.css';
import styles from './integrations.module.css';

interface Dialog {
  readonly integration: IntegrationView;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Asks before reading stops for a while. */
export function PauseDialog({ integration, open, onClose }: Dialog) {
  const pause = useIntegrationChange(() => change('done', pathOf(integration, 'pause')), onClose);
  return (
    <Question
      open={open}
      onClose={onClose}
      title={`Pause ${integration.name}?`}
      verb="Pause"
      instead="Keep it running"
      change={pause}
    >
      <p>
        {integration.delivery === 'inbound'
          ? 'Deliveries are not taken'
          : `${streamsOn(integration)} being read`}
        . In the last 24 hours {formatCountOf(integration.signals24h, 'signal', 'signals')} came from here;
        attacks in what comes meanwhile are not seen until you resume.
      </p>
      <p className={styles.formNote}>
        {integration.delivery === 'inbound'
          ? 'Nothing is deleted. The sender is told to try again later (503), so one that does loses nothing.'
          : 'Nothing is deleted. Schedule and cursor are kept. When you resume, you choose whether what happened meanwhile is read.'}
      </p>
    </Question>
  );
}

type Missed = 'catch_up' | 'skip';

/** After a pause: is what happened meanwhile read, or not? */
export function ResumeDialog({ integration, open, onClose }: Dialog) {
  const [missed, setMissed] = useState<Missed>('catch_up');
  const resume = useIntegrationChange(
    () => change('done', pathOf(integration, 'resume'), { missed }),
    onClose,
  );
  const since = integration.missedSince;
  return (
    <Question
      open={open}
      onClose={onClose}
      title={`Resume ${integration.name}`}
      verb={missed === 'catch_up' ? 'Resume and catch up' : 'Resume and skip'}
      instead="Stay paused"
      change={resume}
    >
      <p>
        {since === null ? (
          'Nothing lies between.'
        ) : (
          <>
            Nothing has been read since <Moment at={since} seconds={false} />, <Moment at={since} as="span" />{' '}
            ago. What about the time between?
          </>
        )}
      </p>
      <fieldset className={page.choices}>
        <legend className="visually-hidden">The time between</legend>
        <Choice
          name="missed"
          checked={missed === 'catch_up'}
          onChoose={() => setMissed('catch_up')}
          title="Catch up"
        >
          Reads on from where it stopped. What happened meanwhile is scored, so attack factors may rise; until
          it is done, the page says since when it is behind.
        </Choice>
        <Choice name="missed" checked={missed === 'skip'} onChoose={() => setMissed('skip')} title="Skip">
          Begins at this moment. What happened meanwhile is never read and never scored; it stands in the
          ledger of gaps.
        </Choice>
      </fieldset>
    </Question>
  );
}

/** Asks before reading stops for good. */
export function DisableDialog({ integration, open, onClose }: Dialog) {
  const disable = useIntegrationChange(() => change('done', pathOf(integration, 'disable')), onClose);
  return (
    <Question
      open={open}
      onClose={onClose}
      title={`Disable ${integration.name}?`}
      verb="Disable"
      instead="Leave it as it is"
      change={disable}
    >
      <p>
        {integration.delivery === 'inbound'
          ? 'Deliveries are refused (404), and only the configuration is kept. What is sent until it is enabled again is not kept.'
          : `${streamsOn(integration)} being read, and only the configuration is kept. What happens until it is enabled again is never read and never scored; it stands in the ledger of gaps.`}
      </p>
      <p className={styles.formNote}>
        Everything collected so far stays.{' '}
        {integration.delivery === 'inbound'
          ? 'To stop for a while and have the sender try again, pause it instead.'
          : 'To stop for a while and keep the cursor, pause it instead.'}
      </p>
    </Question>
  );
}

/** Asks before reading begins anew. */
export function EnableDialog({ integration, open, onClose }: Dialog) {
  const enable = useIntegrationChange(() => change('done', pathOf(integration, 'enable')), onClose);
  return (
    <Question
      open={open}
      onClose={onClose}
      title={`Enable ${integration.name}`}
      verb="Enable"
      instead="Leave it disabled"
      change={enable}
    >
      <p>
        Collection begins at this moment. Nothing that happened before is scored, so no score that people have
        seen moves.
      </p>
    </Question>
  );
}

/** One of a few choices, with what it means. */
export function Choice({
  name,
  checked,
  onChoose,
  title,
  children,
}: {
  name: string;
  checked: boolean;
  onChoose: () => void;
  title: string;
  children: ReactNode;
}) {
  return (
    <label className={page.choice}>
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      <strong>{title}</strong>
      <span>{children}</span>
    </label>
  );
}

interface Change {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly mutate: () => void;
}

/** A question before a change: what it does, a button that does it, and one that does not. */
export function Question({
  open,
  onClose,
  title,
  verb,
  instead,
  change: asked,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  verb: string;
  instead: string;
  change: Change;
  children: ReactNode;
}) {
  return (
    <Sheet open={open} onClose={onClose} title={title} side="centre">
      <div className={styles.form}>
        {children}
        {asked.error !== null && (
          <p className={styles.formError} role="alert">
            {sentenceOf(asked.error)}
          </p>
        )}
        <div className={styles.formActions}>
          <Button loading={asked.isPending} onClick={() => asked.mutate()}>
            {verb}
          </Button>
          <Button variant="default" onClick={onClose}>
            {instead}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}

function streamsOn({ streams }: IntegrationView): string {
  return formatCountOf(streams.filter(({ enabled }) => enabled).length, 'stream stops', 'streams stop');
}

/** Where a change to an integration is sent. */
export function pathOf({ id }: Pick<IntegrationView, 'id'>, what: string): string {
  return `/api/v1/integrations/${encodeURIComponent(id)}/${what}`;
}
