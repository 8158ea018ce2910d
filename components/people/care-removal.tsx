'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';
import { RemovalForm } from '@/components/ui/removal-form';
import { Sheet } from '@/components/ui/sheet';
import { type CareWish, useCareChange } from '@/lib/queries/care';

/** Something of a card that is removed once somebody has confirmed it. */
interface CareRemoval<Item> {
  /** What is asked about; null while nothing is. */
  readonly item: Item | null;
  readonly ask: (item: Item | null) => void;
  readonly removal: ReturnType<typeof useCareChange>;
}

/** Asks before a step or a note is removed; its list has the focus then. */
export function useCareRemoval<Item>(
  personId: string,
  list: RefObject<HTMLUListElement | null>,
): CareRemoval<Item> {
  const [item, setItem] = useState<Item | null>(null);
  const isRemoved = useRef(false);
  const removal = useCareChange(personId, () => {
    isRemoved.current = true;
    setItem(null);
  });
  // Once the question is closed: the button that asked it goes with what was removed.
  useEffect(() => {
    if (item !== null || !isRemoved.current) return;
    isRemoved.current = false;
    list.current?.focus();
  }, [item, list]);
  const ask = (wanted: Item | null) => {
    removal.reset();
    setItem(wanted);
  };
  return { item, ask, removal };
}

/** The question: what is lost, and what stays. */
export function CareRemovalSheet<Item>({
  of: { item, ask, removal },
  what,
  textOf,
  wishOf,
}: {
  of: CareRemoval<Item>;
  what: 'step' | 'note';
  textOf: (item: Item) => string;
  wishOf: (item: Item) => CareWish;
}) {
  return (
    <Sheet open={item !== null} onClose={() => ask(null)} title={`Remove the ${what}?`} side="centre">
      {item !== null && (
        <RemovalForm
          removal={removal}
          label={`Remove the ${what}`}
          onRemove={() => removal.mutate(wishOf(item))}
          onKeep={() => ask(null)}
        >
          “{textOf(item)}” leaves this profile for everybody. The history keeps what it said, and that you
          removed it.
        </RemovalForm>
      )}
    </Sheet>
  );
}
