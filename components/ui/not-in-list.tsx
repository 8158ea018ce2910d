'use client';

import { Button } from '@mantine/core';
import { Sheet } from './sheet';
import { EmptyState } from './states';

/** An address selects what is not in the list: it was taken away, or is not for whoever followed the link. */
export function NotInList({ what, open, onClose }: { what: string; open: boolean; onClose: () => void }) {
  return (
    <Sheet open={open} onClose={onClose} title={`No such ${what}`} side="centre">
      <EmptyState
        title={`The link leads to a ${what} that is not in this list.`}
        action={
          <Button variant="default" onClick={onClose}>
            Show the list
          </Button>
        }
      >
        It was taken away since, or your role or account does not show it.
      </EmptyState>
    </Sheet>
  );
}
