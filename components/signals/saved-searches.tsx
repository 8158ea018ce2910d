'use client';

import { useQuery } from '@tanstack/react-query';
import { SavedButton, SavedList, SaveForm } from '@/components/ui/saved-by-name';
import type { SavedSearch } from '@/domain/views/signal';
import { useAddress } from '@/lib/address';
import { useZone } from '@/lib/clock';
import { savedSearchesQuery, useRemoveSearch, useSaveSearch } from '@/lib/queries/signals';
import { DEFAULT_TIME, searchTimeWords, type SignalFilter } from '@/lib/signal-filter';

const NOUN = { one: 'search', many: 'searches' } as const;

/** The searches that the member keeps: open one, keep the present one, remove one. */
export function SavedSearchesButton({ filter }: { filter: SignalFilter }) {
  return (
    <SavedButton noun={NOUN}>{(close) => <SavedSearches filter={filter} onOpened={close} />}</SavedButton>
  );
}

function SavedSearches({ filter, onOpened }: { filter: SignalFilter; onOpened: () => void }) {
  const { data, error, refetch } = useQuery(savedSearchesQuery);
  const address = useAddress();
  const zone = useZone();
  const save = useSaveSearch();
  const remove = useRemoveSearch();
  const show = ({ q, since, from, to }: SavedSearch) => {
    const time = since === DEFAULT_TIME ? null : since;
    address.set({ q: q === '' ? null : q, since: time, from, to, cursor: null, signal: null }, 'push');
    onOpened();
  };
  return (
    <>
      <SaveForm
        noun={NOUN}
        kept="Words and time"
        save={{ ...save, run: (name, onSuccess) => save.mutate({ name, filter }, { onSuccess }) }}
      />
      <SavedList
        noun={NOUN}
        hint="Search for something, then give it a name above: it appears here."
        items={data?.searches}
        failed={{ error, retry: () => void refetch() }}
        remove={remove}
        describe={(kept) => `${kept.q === '' ? 'every record' : kept.q} · ${searchTimeWords(kept, zone)}`}
        onOpen={show}
      />
    </>
  );
}
