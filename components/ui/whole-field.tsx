'use client';

import { TextInput } from '@mantine/core';
import { useState } from 'react';

/**
 * A field of a date or an instant that something is narrowed by at once. What is being typed counts when the field is left or
 * Enter is pressed: a year that is typed anew goes through years in which nothing ever was.
 */
export function WholeField({
  type,
  size,
  label,
  value,
  onWhole,
}: {
  type: 'date' | 'datetime-local';
  size: 'xs' | 'sm';
  label: string;
  value: string;
  onWhole: (typed: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  // Another one was chosen elsewhere: in a chart, by a saved search, by going back.
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  return (
    <TextInput
      size={size}
      type={type}
      label={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (typed !== value) onWhole(typed);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || typed === value) return;
        event.preventDefault();
        onWhole(typed);
      }}
    />
  );
}
