'use client';

import type { ReactNode } from 'react';
import { PastLacks, PastStrip, pastWords, UnreadMoment } from '@/components/ui/past-strip';
import type { IdentityDetails } from '@/domain/views/dashboard';
import { usePastMoment } from '@/lib/past';

/** What a page of behaviors says of the past moment that it shows, and of one that it cannot show. Of now it says nothing. */
export function PastOfBehavior({ data, children }: { data: IdentityDetails; children?: ReactNode }) {
  const moment = usePastMoment();
  if (moment.at === null) return <UnreadMoment />;
  return (
    <PastStrip asOf={moment.at} reading={moment.reading}>
      {data.reading === moment.reading && (
        <>
          <PastLacks {...data} />
          {pastWords('Events, people and scores', moment.reading, data.policy)}
          {children}
        </>
      )}
    </PastStrip>
  );
}
