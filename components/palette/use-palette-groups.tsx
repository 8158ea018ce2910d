'use client';

import { IconFileSearch, IconHistory, IconSettings, IconUser, IconUsers } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { isOpen, PLACES } from '@/components/frame/navigation';
import { isSettingOpen, SETTINGS } from '@/components/settings/settings-nav';
import { BandScore } from '@/components/ui/band';
import type { SessionView } from '@/domain/views/session';
import { withParameters } from '@/lib/api/request';
import { findChoices } from '@/lib/find-choices';
import { formatCountOf } from '@/lib/format/number';
import { findPeopleQuery } from '@/lib/queries/find';
import { hubQuery } from '@/lib/queries/integrations';
import { ownerOf } from '@/lib/queries/use-keep-recent';
import { recentPlaces } from '@/lib/recent';
import type { PaletteChoice, PaletteGroup } from './palette-choice';
import { usePaletteActions } from './use-palette-actions';

const ICON = { size: 16, stroke: 2, 'aria-hidden': true } as const;
/** A pause in typing after which people are looked for. */
const PAUSE_MS = 180;
const MOST_PEOPLE = 8;
const MOST_OTHERS = 6;
/** The keys that open a page after `g`. */
const PAGE_KEYS: Readonly<Record<string, string>> = {
  '/dashboard': 'g d',
  '/people': 'g p',
  '/behaviors': 'g b',
  '/signals': 'g r',
  '/integrations': 'g i',
  '/settings/scoring': 'g s',
};

/** How far the search of people has come. */
export type PeopleFound =
  'not asked' | 'looking' | 'found' | { readonly failed: Error; readonly again: () => void };

/** What the palette offers for what was typed: what was open last, pages and actions where nothing was. */
export function usePaletteGroups(
  session: SessionView,
  typed: string,
  onShortcuts: () => void,
): { readonly groups: readonly PaletteGroup[]; readonly people: PeopleFound } {
  const may = (permission: string) => session.permissions.includes(permission);
  const words = typed.trim();
  const [settled] = useDebouncedValue(words, PAUSE_MS);
  const found = useQuery({
    ...findPeopleQuery(settled),
    enabled: may('people:read') && settled !== '' && settled === words,
  });
  const hub = useQuery({ ...hubQuery(), enabled: may('integrations:read') && words !== '' });
  const actions = usePaletteActions(session.permissions, onShortcuts);
  const pages = PLACES.filter((place) => isOpen(place, session) && place.href !== '/settings').map(
    ({ href, label }): PaletteChoice => ({ id: href, href, label, ...keysOf(href) }),
  );
  const settings = SETTINGS.filter((place) => isSettingOpen(place, session.permissions)).map(
    ({ href, label, words: others }): PaletteChoice => ({
      id: href,
      href,
      label,
      words: `settings ${others}`,
      icon: <IconSettings {...ICON} />,
      ...keysOf(href),
    }),
  );

  if (words === '') {
    const recent = recentPlaces(ownerOf(session)).map(({ href, label }): PaletteChoice => ({
      id: `recent ${href}`,
      href,
      label,
      icon: <IconHistory {...ICON} />,
    }));
    return {
      groups: filled({ Recent: recent, Pages: pages, Settings: settings, Actions: actions }),
      people: 'not asked',
    };
  }

  const integrations = (hub.data?.integrations ?? []).map(({ id, name }): PaletteChoice => ({
    id,
    href: `/integrations/${id}`,
    label: name,
    words: 'integration',
  }));
  const answer = settled === words ? found.data : undefined;
  const people = (answer?.people ?? []).slice(0, MOST_PEOPLE).map((person): PaletteChoice => ({
    id: person.id,
    href: `/people/${person.id}`,
    label: person.name,
    icon: <IconUser {...ICON} />,
    note: (
      <>
        <span>{person.email ?? person.username}</span>
        <BandScore shown={person.attackFactor.shown} band={person.attackFactor.band} />
      </>
    ),
  }));
  return {
    groups: filled({
      'Pages and actions': findChoices([...pages, ...settings, ...integrations, ...actions], words).slice(
        0,
        MOST_OTHERS,
      ),
      People: people,
      Search: searches(words, may, answer?.total),
    }),
    people: stateOf(),
  };

  function stateOf(): PeopleFound {
    if (!may('people:read')) return 'not asked';
    if (settled === words && found.error !== null)
      return { failed: found.error, again: () => void found.refetch() };
    return answer === undefined ? 'looking' : 'found';
  }
}

/** The lists that what was typed can be taken to. */
function searches(
  words: string,
  may: (permission: string) => boolean,
  people: number | undefined,
): readonly PaletteChoice[] {
  return [
    ...(may('people:read') && people !== 0
      ? [
          {
            id: 'list people',
            label:
              people === undefined
                ? `List people with “${words}”`
                : `List ${formatCountOf(people, 'person', 'people')} with “${words}”`,
            icon: <IconUsers {...ICON} />,
            href: withParameters('/people', { q: words }),
          },
        ]
      : []),
    ...(may('signals:read')
      ? [
          {
            id: 'list records',
            label: `Search records for “${words}”`,
            icon: <IconFileSearch {...ICON} />,
            href: withParameters('/signals', { q: words }),
          },
        ]
      : []),
  ];
}

function keysOf(href: string): Pick<PaletteChoice, 'note'> {
  const keys = PAGE_KEYS[href];
  return keys === undefined ? {} : { note: <kbd aria-hidden="true">{keys}</kbd> };
}

function filled(groups: Readonly<Record<string, readonly PaletteChoice[]>>): readonly PaletteGroup[] {
  return Object.entries(groups).flatMap(([title, choices]) =>
    choices.length === 0 ? [] : [{ title, choices }],
  );
}
