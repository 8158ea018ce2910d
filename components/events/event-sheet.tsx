'use client';

import { useQuery } from '@tanstack/react-query';
import { FailedState } from '@/components/ui/states';
import { Sheet } from '@/components/ui/sheet';
import type { Reading } from '@/domain/views/person';
import { useAddress } from '@/lib/address';
import { eventQuery } from '@/lib/queries/events';
import { parseAt, parseReading } from '@/lib/queries/people';
import { EventDetailView } from './event-detail';
import { EventBones } from './event-sections';

/** Opens an event beside the page; which one is in the address, so that the evidence can be linked to. */
export function useOpenEvent(): (id: string) => void {
  const address = useAddress();
  return (id) => address.set({ event: id }, 'push');
}

/** The event that the address names, with its evidence down to the raw records. */
export function EventSheet() {
  const address = useAddress();
  const id = address.get('event');
  // On a page that shows the past the event is shown as it was known then.
  const at = parseAt(address.get('at'));
  const reading = parseReading(address.get('reading'));
  return (
    <Sheet
      open={id !== null}
      onClose={() => address.set({ event: null })}
      title="Identity event and its evidence"
      side="right"
    >
      {id !== null && <Loaded id={id} at={at} reading={reading} />}
    </Sheet>
  );
}

function Loaded({ id, at, reading }: { id: string; at: string | null; reading: Reading }) {
  const { data, error, refetch } = useQuery(eventQuery(id, at, reading));
  if (data !== undefined) return <EventDetailView detail={data} />;
  if (error !== null) {
    return <FailedState what="This event could not be opened." error={error} retry={() => void refetch()} />;
  }
  return <EventBones />;
}
