'use client';

import { IconSearch } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { leave } from '@/lib/leaving';
import styles from './frame.module.css';

/** Search of people from every page; it opens the list with what was typed. */
export function PeopleSearch() {
  const router = useRouter();
  const field = useRef<HTMLInputElement>(null);
  return (
    <form
      className={styles.search}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const words = field.current?.value.trim() ?? '';
        leave(() => router.push(words === '' ? '/people' : `/people?q=${encodeURIComponent(words)}`));
        if (field.current !== null) field.current.value = '';
      }}
    >
      <IconSearch size={16} stroke={2} aria-hidden />
      <input
        ref={field}
        type="search"
        aria-label="Search people"
        placeholder="Search people"
        maxLength={100}
        autoComplete="off"
        data-people-search
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}
