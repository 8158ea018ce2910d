'use client';

import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { BandBars } from '@/components/ui/band';
import { Segmented } from '@/components/ui/segmented';
import { BAND_FACTS, BANDS, type Band } from '@/domain/bands';
import { POSTURE_LABELS } from '@/domain/human-risk/posture-state';
import { useAddress } from '@/lib/address';
import { formatCount, formatCountOf } from '@/lib/format/number';
import type { PeopleFilter, PeopleSort } from '@/lib/queries/people';
import styles from './people.module.css';

/** A pause in typing after which the list follows. */
const PAUSE_MS = 250;

const SCORE_WORDS: Readonly<Record<PeopleSort, string>> = {
  attack_factor: 'the attack factor',
  human_risk: 'the human risk score',
};

/** Search, order and bands above the list; all live in the address. */
export function PeopleTools({
  filter,
  bands,
  without,
}: {
  filter: PeopleFilter;
  /** Of the score that the people are put in order by. */
  bands: Readonly<Record<Band, number>>;
  /** Who has no human risk score. */
  without: number;
}) {
  const address = useAddress();
  const name = filter.sort === 'human_risk' ? 'risk' : 'band';
  const chosen = filter[name];
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
      <Segmented
        label="Order"
        value={filter.sort}
        options={[
          { value: 'attack_factor', label: 'Attack factor' },
          { value: 'human_risk', label: 'Human risk score' },
        ]}
        onChange={(sort) => address.set({ sort: sort === 'attack_factor' ? null : sort })}
      />
      <div className={styles.bands} role="group" aria-label={`Band of ${SCORE_WORDS[filter.sort]}`}>
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
            {BAND_FACTS[band].label} <b>{formatCount(bands[band])}</b>
          </button>
        ))}
      </div>
      {filter.sort === 'human_risk' && without > 0 && (
        <span className={styles.aside}>
          {formatCountOf(without, 'person has', 'people have')} no score yet
        </span>
      )}
      <FilterChips filter={filter} />
    </div>
  );
}

/** What else the list is narrowed to: by the other score, by where people stand on the dashboard, or by group. */
function FilterChips({ filter }: { filter: PeopleFilter }) {
  const address = useAddress();
  const chips = [
    filter.sort !== 'attack_factor' && filter.band !== null
      ? { name: 'band', word: `Attack factor: ${BAND_FACTS[filter.band].label}` }
      : null,
    filter.least === null
      ? null
      : { name: 'least', word: `Attack factor: ${BAND_FACTS[filter.least].label} or above` },
    filter.sort !== 'human_risk' && filter.risk !== null
      ? { name: 'risk', word: `Human risk score: ${BAND_FACTS[filter.risk].label}` }
      : null,
    filter.posture === null ? null : { name: 'posture', word: POSTURE_LABELS[filter.posture] },
    filter.group === null ? null : { name: 'group', word: `Group: ${filter.group}` },
  ].flatMap((chip) => chip ?? []);
  return chips.map(({ name, word }) => (
    <button
      key={name}
      type="button"
      className={styles.band}
      aria-pressed
      aria-label={`${word}. Take this filter away`}
      onClick={() => address.set({ [name]: null })}
    >
      {word}
      <IconX size={14} stroke={2} aria-hidden />
    </button>
  ));
}
