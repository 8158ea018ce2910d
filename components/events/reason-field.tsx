'use client';

import { Textarea } from '@mantine/core';

/** Why somebody decides as they do, which every decision has to say. */
export function ReasonField({
  value,
  asked,
  onChange,
}: {
  value: string;
  /** Whether it was tried to decide without one. */
  asked: boolean;
  onChange: (value: string) => void;
}) {
  return (
    <Textarea
      label="Why"
      description="For whoever reads this later."
      name="reason"
      required
      autoFocus
      autosize
      minRows={2}
      maxLength={1000}
      value={value}
      error={asked && value.trim() === '' ? 'Say why, for whoever reads this later.' : null}
      onChange={(changed) => onChange(changed.currentTarget.value)}
    />
  );
}
