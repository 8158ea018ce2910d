'use client';

import { useQuery } from '@tanstack/react-query';
import type { Profile } from '@/domain/views/person';
import { sessionQuery } from '@/lib/queries/frame';
import { evidenceFile } from '@/lib/queries/people';
import own from './moment.module.css';
import styles from './people.module.css';

/** What the attack factor that is shown rests on, to take out: a page to read and print, or JSON. */
export function EvidenceLinks({ profile }: { profile: Profile }) {
  const { data: session } = useQuery(sessionQuery());
  if (session?.permissions.includes('evidence:export') !== true || session.namesWithheld) return null;
  return (
    <span className={own.evidence}>
      Evidence to keep:{' '}
      <a
        className={`${styles.link ?? ''} ${styles.inText ?? ''}`}
        href={evidenceFile(profile, 'html')}
        title="Records, decisions, policy and arithmetic, sealed; npm run score verifies the file"
        download
      >
        page
      </a>
      {', '}
      <a
        className={`${styles.link ?? ''} ${styles.inText ?? ''}`}
        href={evidenceFile(profile, 'json')}
        title="The same as JSON"
        download
      >
        JSON
      </a>
    </span>
  );
}
