'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { SignalHistogram } from '@/domain/views/signal';
import { signalsFile } from '@/lib/queries/signals';
import type { SignalFilter } from '@/lib/signal-filter';

const FORMATS = [
  { format: 'csv', label: 'Export CSV', holds: 'What was read out of the records, for a spreadsheet.' },
  {
    format: 'jsonl',
    label: 'Export JSON lines',
    holds: 'The records themselves, exactly as they were sent.',
  },
] as const;

/** What is found as a file; none where it would be too long, which is said below. */
export function ExportSignals({
  filter,
  histogram,
}: {
  filter: SignalFilter;
  histogram: SignalHistogram | undefined;
}) {
  if (histogram === undefined || histogram.fileRefusal !== null) return null;
  if (histogram.whole && histogram.total === 0) return null;
  return FORMATS.map(({ format, label, holds }) => (
    <Button
      key={format}
      component="a"
      href={signalsFile(filter, format)}
      download
      size="compact-sm"
      variant="default"
      title={`${holds} Who takes it out stands in the audit log.`}
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      {label}
    </Button>
  ));
}
