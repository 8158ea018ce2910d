import type { ReactNode } from 'react';
import { Bone, Loading } from '@/components/ui/skeleton';
import type { EventDetail } from '@/domain/views/person';
import { formatCountOf } from '@/lib/format/number';
import styles from './events.module.css';
import { RawRecord } from './raw-record';

/** One thing that is said of an event, below the others. */
export function EventSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** What attackers call it, as ATT&CK lists it. */
export function TechniqueLine({
  technique: { id, name },
}: {
  technique: EventDetail['explanation']['technique'];
}) {
  return (
    <p>
      ATT&amp;CK{' '}
      <a
        className={styles.link}
        href={`https://attack.mitre.org/techniques/${id.replace('.', '/')}/`}
        target="_blank"
        rel="noreferrer"
      >
        {id} {name}
      </a>
    </p>
  );
}

/** What to do about an event, and the records that show it, the first of them open. */
export function RemedyAndEvidence({
  remedy,
  evidence,
}: {
  remedy: string;
  evidence: EventDetail['evidence'];
}) {
  return (
    <>
      <EventSection title="What to do">
        <p>{remedy}</p>
      </EventSection>
      <EventSection title={`Evidence: ${formatCountOf(evidence.length, 'signal', 'signals')}`}>
        {evidence.length === 0 && <p>No record is kept for this event any more.</p>}
        {evidence.map((signal, index) => (
          <RawRecord key={signal.key} signal={signal} open={index === 0} />
        ))}
      </EventSection>
    </>
  );
}

/** An event that is coming. */
export function EventBones() {
  return (
    <Loading>
      <div style={{ display: 'grid', gap: 12 }}>
        <Bone width={180} height={20} />
        <Bone width="90%" height={16} />
        <Bone width="100%" height={120} />
        <Bone width="100%" height={260} />
      </div>
    </Loading>
  );
}
