'use client';

import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { BandBars } from '@/components/ui/band';
import { BAND_FACTS, BANDS, type Band } from '@/domain/bands';
import { useAddress } from '@/lib/address';
import { formatCount } from '@/lib/format/number';
import type { PeopleFilter } from '@/lib/queries/people';
import styles from './people.module.css';

/** A pause in typing after which the list follows. */
const PAUSE_MS = 250;

/** Search and bands above the list; both live in the address. */
export function PeopleTools({
  filter,
  bands,
}: {
  filter: PeopleFilter;
  bands: Readonly<Record<Band, number>>;
}) {
  const address = useAddress();
  const [typed, setTyped] = useState(filter.q);
  const sent = useRef(filter.q);

  // The address may change from elsewhere: a link, the search in the header, Back.
  const [shown, setShown] = useState(filter.q);
  if (shown !== filter.q) {
    setShown(filter.q);
    setTyped(filter.q);
  }

  useEffect(() => {
    const words = typed.trim();
    if (words === filter.q || words === sent.current.trim()) return;
    const timer = setTimeout(() => {
      sent.current = words;
      address.set({ q: words === '' ? null : words });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, filter.q, address]);

  return (
    <div className={styles.tools}>
      <form className={styles.search} role="search" onSubmit={(event) => event.preventDefault()}>
        <IconSearch size={16} stroke={2} aria-hidden />
        <input
          type="search"
          aria-label="Search people"
          placeholder="Name, username or e-mail"
          maxLength={100}
          autoComplete="off"
          data-people-search
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </form>
      <div className={styles.bands} role="group" aria-label="Band">
        {[...BANDS].reverse().map((band) => (
          <button
            key={band}
            type="button"
            className={styles.band}
            aria-pressed={filter.band === band}
            onClick={() => address.set({ band: filter.band === band ? null : band })}
          >
            <BandBars band={band} />
            {BAND_FACTS[band].label} <b>{formatCount(bands[band])}</b>
          </button>
        ))}
      </div>
    </div>
  );
}
