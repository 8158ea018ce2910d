'use client';

import { Button } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { guardedEntry } from '@/lib/address';
import { guardLeaving, isMarked, marked } from '@/lib/leaving';
import { Sheet } from './sheet';
import styles from './leave-guard.module.css';

/** While `unsaved`, asks before a link, a key, the back button or the closing of the window loses what was typed; `lost` says it. */
export function LeaveGuard({ unsaved, lost }: { unsaved: boolean; lost: string }) {
  const router = useRouter();
  const [question, setQuestion] = useState<{ readonly go: () => void; readonly stay: () => void } | null>(
    null,
  );

  useEffect(() => {
    if (!unsaved) return;
    const ask = (go: () => void, stay: () => void = () => undefined) => setQuestion({ go, stay });
    const unguard = guardLeaving((go) => ask(go));

    const onClose = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const to = pathOfLink(event);
      if (to === null) return;
      event.preventDefault();
      event.stopPropagation();
      ask(() => router.push(to));
    };
    if (!isMarked(window.history.state)) {
      window.history.pushState(marked(guardedEntry(window.history.state)), '', window.location.href);
    }
    const onBack = (event: PopStateEvent) => {
      if (isMarked(event.state) || window.location.hash !== '') return;
      ask(
        () => window.history.back(),
        () => window.history.forward(),
      );
    };
    window.addEventListener('beforeunload', onClose);
    window.addEventListener('popstate', onBack);
    document.addEventListener('click', onClick, { capture: true });
    return () => {
      unguard();
      window.removeEventListener('beforeunload', onClose);
      window.removeEventListener('popstate', onBack);
      document.removeEventListener('click', onClick, { capture: true });
    };
  }, [unsaved, router]);

  const stay = () => {
    question?.stay();
    setQuestion(null);
  };
  return (
    <Sheet open={question !== null} onClose={stay} title="Leave without saving?" side="centre">
      <div className={styles.form}>
        <p>{lost}</p>
        <div className={styles.actions}>
          <Button onClick={stay}>Stay here</Button>
          <Button
            variant="default"
            onClick={() => {
              setQuestion(null);
              question?.go();
            }}
          >
            Leave
          </Button>
        </div>
      </div>
    </Sheet>
  );
}

/** Where a click on a link leads within Parapet; null where it opens elsewhere, or stays where it is on this page. */
function pathOfLink(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.hasAttribute('download'))
    return null;
  const to = new URL(link.href);
  const { origin, pathname, search } = window.location;
  if (to.origin !== origin || (to.pathname === pathname && to.search === search)) return null;
  return `${to.pathname}${to.search}${to.hash}`;
}
