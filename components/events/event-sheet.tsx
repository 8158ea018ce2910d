'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EmptyState, FailedState, isNotFound } from '@/components/ui/states';
import { Sheet } from '@/components/ui/sheet';
import type { Verdict } from '@/domain/dispositions/disposition';
import type { Reading } from '@/domain/views/person';
import { useAddress, useOpened } from '@/lib/address';
import { eventQuery } from '@/lib/queries/events';
import { sessionQuery } from '@/lib/queries/frame';
import { parseAt, parseReading } from '@/lib/queries/past';
import { EventDetailView } from './event-detail';
import { EventBones } from './event-sections';
import { useVerdictKey } from './use-verdict-key';

/** The event that the address names, with its evidence down to the raw records. */
export function EventSheet() {
  const address = useAddress();
  const { id, close } = useOpened('event');
  // On a page that shows the past the event is shown as it was known then.
  const at = parseAt(address.get('at'));
  const reading = parseReading(address.get('reading'));
  const [deciding, setDeciding] = useState<string | null>(null);
  return (
    <Sheet
      open={id !== null}
      onClose={() => {
        setDeciding(null);
        close();
      }}
      title="Identity event and its evidence"
      side="right"
      keepsTyped={id !== null && deciding === id}
    >
      {id !== null && (
        <Loaded
          key={id}
          id={id}
          at={at}
          reading={reading}
          onDeciding={(open) => setDeciding(open ? id : null)}
        />
      )}
    </Sheet>
  );
}

function Loaded({
  id,
  at,
  reading,
  onDeciding,
}: {
  id: string;
  at: string | null;
  reading: Reading;
  onDeciding: (open: boolean) => void;
}) {
  const { data, error, refetch } = useQuery(eventQuery(id, at, reading));
  const { data: session } = useQuery(sessionQuery());
  const [begun, setBegun] = useState<Verdict | null>(null);
  // A key that is pressed while the event is on its way is not lost.
  const waits =
    data === undefined && error === null && session?.permissions.includes('events:triage') === true;
  useVerdictKey(waits, setBegun);
  if (data !== undefined) {
    return <EventDetailView detail={data} begun={begun} past={at !== null} onDeciding={onDeciding} />;
  }
  if (isNotFound(error))
    return (
      <EmptyState title="This event is not found.">
        It does not exist, or not in your account. The address may be mistyped, or the event may have been
        removed.
      </EmptyState>
    );
  if (error !== null) {
    return <FailedState what="This event could not be opened." error={error} retry={() => void refetch()} />;
  }
  return <EventBones />;
}
