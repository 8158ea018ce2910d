'use client';

import { useQuery } from '@tanstack/react-query';
import { SavedButton, SavedList, SaveForm } from '@/components/ui/saved-by-name';
import type { SavedView } from '@/domain/views/saved-view';
import { useAddress } from '@/lib/address';
import { filterParts, orderWords } from '@/lib/people-words';
import { NO_FILTER, parsePeopleFilter, type PeopleFilter } from '@/lib/queries/people';
import { savedViewsQuery, useRemoveView, useSaveView } from '@/lib/queries/saved-views';
import { useCalled } from './use-called';

const NOUN = { one: 'view', many: 'views' } as const;

/** The views of the list that the member keeps: open one, keep the present one, remove one. */
export function SavedViewsButton({ filter }: { filter: PeopleFilter }) {
  return <SavedButton noun={NOUN}>{(close) => <SavedViews filter={filter} onOpened={close} />}</SavedButton>;
}

function SavedViews({ filter, onOpened }: { filter: PeopleFilter; onOpened: () => void }) {
  const { data, error, refetch } = useQuery(savedViewsQuery);
  const called = useCalled(data?.views.some(({ view }) => view['integration'] !== undefined) ?? false);
  const address = useAddress();
  const save = useSaveView();
  const remove = useRemoveView();
  const describe = ({ view }: SavedView) => {
    const kept = parsePeopleFilter((name) => view[name]);
    const words = filterParts(kept, called).map((part) => part.words);
    return [...words, ...(kept.q === '' ? [] : [`“${kept.q}”`]), orderWords(kept)].join(' · ');
  };
  const show = ({ view }: SavedView) => {
    const sort = view['sort'] === 'attack_factor' ? null : (view['sort'] ?? null);
    address.set({ ...NO_FILTER, ...view, sort, direction: view['direction'] ?? null }, 'push');
    onOpened();
  };
  return (
    <>
      <SaveForm
        noun={NOUN}
        kept="Filters and order"
        save={{ ...save, run: (name, onSuccess) => save.mutate({ name, filter }, { onSuccess }) }}
      />
      <SavedList
        noun={NOUN}
        hint="Narrow the list or put it in another order, then give it a name above: it appears here."
        items={data?.views}
        failed={{ error, retry: () => void refetch() }}
        remove={remove}
        describe={describe}
        onOpen={show}
      />
    </>
  );
}
