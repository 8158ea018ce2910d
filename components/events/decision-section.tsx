'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Moment } from '@/components/ui/moment';
import type { Verdict } from '@/domain/dispositions/disposition';
import type { DispositionBrief } from '@/domain/views/disposition';
import type { EventDetail } from '@/domain/views/person';
import { VERDICT_FACTS, VERDICT_NAMES } from '@/lib/dispositions';
import { sessionQuery } from '@/lib/queries/frame';
import { useSingleKeys } from '@/lib/shortcuts';
import { DecisionChip } from './decision-chip';
import { eventSources } from '@/lib/event-sources';
import styles from './decision.module.css';
import events from './events.module.css';
import { SettleButtons } from './settle-buttons';
import { TriageForm } from './triage-form';
import { useVerdictKey } from './use-verdict-key';

/** What was decided of an event, what is proposed, and how to decide. */
export function DecisionSection({
  detail,
  begun,
  past,
  onDeciding,
}: {
  detail: EventDetail;
  /** The verdict whose key was pressed before the event was here; null for none. */
  begun: Verdict | null;
  /** What is shown was decided by a past moment; what is decided here is decided now. */
  past: boolean;
  onDeciding: (open: boolean) => void;
}) {
  const { event, proposals } = detail;
  const { data: session } = useQuery(sessionQuery());
  const mayDecide = session?.permissions.includes('events:triage') === true;
  const [verdict, setChosen] = useState<Verdict | null>(mayDecide ? begun : null);
  const setVerdict = (chosen: Verdict | null) => {
    setChosen(chosen);
    onDeciding(chosen !== null);
  };
  const heading = useRef<HTMLHeadingElement>(null);
  const keys = useSingleKeys();

  useVerdictKey(mayDecide && verdict === null, setVerdict);
  const tellBegun = useEffectEvent(() => {
    if (verdict !== null) onDeciding(true);
  });
  useEffect(() => tellBegun(), []);

  const close = () => {
    setVerdict(null);
    // The form goes, and what had the focus with it: the section is where the person was.
    heading.current?.focus();
  };
  if (!mayDecide && event.disposition === null && proposals.length === 0) return null;
  return (
    <section className={events.section} aria-labelledby="decision">
      <h3 id="decision" tabIndex={-1} ref={heading}>
        Decision
      </h3>
      {event.disposition !== null && (
        <Decision decision={event.disposition} mayDecide={mayDecide} onDone={close} />
      )}
      {proposals.map((proposal) => (
        <Decision key={proposal.id} decision={proposal} mayDecide={mayDecide} onDone={close} />
      ))}
      {event.disposition === null && proposals.length === 0 && verdict === null && (
        <p>
          {past ? 'Nobody had decided about this event by then.' : 'Nobody has decided about this event.'}
        </p>
      )}
      {mayDecide && verdict === null && (
        <div className={styles.row} style={{ marginTop: 10 }}>
          {VERDICT_NAMES.map((name) => (
            <Button key={name} variant="default" size="compact-md" onClick={() => setVerdict(name)}>
              {VERDICT_FACTS[name].label}
              {keys && (
                <kbd className={styles.key} aria-hidden="true">
                  {VERDICT_FACTS[name].key}
                </kbd>
              )}
            </Button>
          ))}
        </div>
      )}
      {verdict !== null && (
        <div style={{ marginTop: 10 }}>
          <TriageForm
            event={event}
            addresses={eventSources(event, detail.evidence).otherAddresses.length + 1}
            verdict={verdict}
            onDone={close}
            onCancel={close}
          />
        </div>
      )}
    </section>
  );
}

function Decision({
  decision,
  mayDecide,
  onDone,
}: {
  decision: DispositionBrief;
  mayDecide: boolean;
  onDone: () => void;
}) {
  return (
    <div className={styles.decided}>
      <div className={styles.row}>
        <DecisionChip decision={decision} />
        <span className={styles.note}>
          {decision.by}, <Moment at={decision.at} as="relative" />
          {decision.approvedBy !== null && <> · approved by {decision.approvedBy}</>}
        </span>
      </div>
      <q>{decision.reason}</q>
      <p className={styles.note}>
        {decision.scope === 'event' ? 'This event alone' : decision.subject}
        {decision.expiresAt !== null && (
          <>
            {' '}
            · what occurs until <Moment at={decision.expiresAt} seconds={false} />
          </>
        )}
      </p>
      {mayDecide && <SettleButtons decision={decision} onDone={onDone} />}
    </div>
  );
}
