'use client';

import { Panel } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { FailedState } from '@/components/ui/states';

/** A page that could not be made; the frame around it stays. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <>
      <PageHead title="This page failed" />
      <Panel label="This page failed">
        <FailedState what="This page could not be made." error={error} retry={retry} />
      </Panel>
    </>
  );
}
