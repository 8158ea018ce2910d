'use client';

import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { BandBars } from '@/components/ui/band';
import { BAND_FACTS, BANDS } from '@/domain/bands';
import type { PeoplePage } from '@/domain/views/person';
import { useAddress } from '@/lib/address';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { usePastMoment } from '@/lib/past';
import { sessionQuery } from '@/lib/queries/frame';
import type { PeopleFilter } from '@/lib/queries/people';
import { PeopleFilters } from './people-filters';
import { enteredEarly } from '@/components/ui/entered-early';
import styles from './people.module.css';

/** A pause in typing after which the list follows. */
const PAUSE_MS = 250;

/** Search, bands and filters above the list; all live in the address. */
export function PeopleTools({
  filter,
  inBands,
}: {
  filter: PeopleFilter;
  inBands: NonNullable<PeoplePage['inBands']>;
}) {
  const address = useAddress();
  const { data: session } = useQuery(sessionQuery());
  const { at } = usePastMoment();
  // The bands are those of the score that the people are put in order by.
  const byRisk = inBands.score === 'human_risk';
  const name = byRisk ? 'risk' : 'band';
  const chosen = filter[name];
  const [typed, setTyped] = useState(filter.q);
  const [sent, setSent] = useState(filter.q);

  // The address may change from elsewhere: a link, the search in the header, Back. What was sent from here comes back
  // a moment later, when more may have been typed.
  const [shown, setShown] = useState(filter.q);
  if (shown !== filter.q) {
    setShown(filter.q);
    if (sent !== filter.q) {
      setSent(filter.q);
      setTyped(filter.q);
    }
  }

  useEffect(() => {
    const words = typed.trim();
    if (words === filter.q.trim() || words === sent) return;
    const timer = setTimeout(() => {
      setSent(words);
      address.set({ q: words === '' ? null : words });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, sent, filter.q, address]);

  return (
    <div className={styles.tools}>
      <form className={styles.search} role="search" onSubmit={(event) => event.preventDefault()}>
        <IconSearch size={16} stroke={2} aria-hidden />
        <input
          ref={enteredEarly}
          type="search"
          aria-label="Search people"
          placeholder={
            session?.namesWithheld === true ? 'Pseudonym, as in 7F3K-2M' : 'Name, username or e-mail'
          }
          maxLength={100}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </form>
      <div
        className={styles.bands}
        role="group"
        aria-label={byRisk ? 'Band of the human risk score' : 'Band of the attack factor'}
      >
        {[...BANDS].reverse().map((band) => (
          <button
            key={band}
            type="button"
            className={styles.band}
            aria-pressed={chosen === band}
            onClick={() =>
              address.set({ [name]: chosen === band ? null : band, ...(name === 'band' && { least: null }) })
            }
          >
            <BandBars band={band} />
            {BAND_FACTS[band].label} <b>{formatCount(inBands.bands[band])}</b>
          </button>
        ))}
      </div>
      {inBands.score === 'human_risk' && inBands.without > 0 && (
        <span className={styles.aside}>
          {formatCountOf(inBands.without, 'person has', 'people have')}{' '}
          {at === null ? 'no score yet' : 'no score of then'}
        </span>
      )}
      <PeopleFilters filter={filter} />
    </div>
  );
}
