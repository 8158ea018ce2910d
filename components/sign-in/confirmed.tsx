'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { useEffect } from 'react';
import { sayProven } from '@/lib/api/step-up';

/** Tells the tab that waits. One that was opened for this alone then closes, where the browser lets it. */
export function Confirmed({ closes }: { closes: boolean }) {
  useEffect(() => {
    sayProven();
    if (closes) window.close();
  }, [closes]);
  return (
    <Button component={Link} href="/" variant="default" fullWidth mt={18}>
      Nothing waits: go to Parapet
    </Button>
  );
}
