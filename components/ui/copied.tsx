'use client';

import { Button } from '@mantine/core';
import { type RefObject, useRef, useState } from 'react';

const COPY_WORDS = { no: 'Copy', yes: 'Copied', selected: 'Press Ctrl+C' } as const;

/** A value to take along, with a button that copies it. */
export function Copied({ label, value }: { label: string; value: string }) {
  const text = useRef<HTMLElement>(null);
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <code ref={text}>{value}</code>
        <CopyButton label={label} value={value} text={text} />
      </dd>
    </div>
  );
}

/** Copies a value. Where the browser forbids that, the text that shows it is selected instead. */
export function CopyButton({
  label,
  value,
  text,
  size = 'compact-md',
}: {
  label: string;
  value: string;
  text: RefObject<HTMLElement | null>;
  size?: 'compact-xs' | 'compact-md';
}) {
  const [copied, setCopied] = useState<keyof typeof COPY_WORDS>('no');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied('yes');
    } catch {
      if (text.current !== null) window.getSelection()?.selectAllChildren(text.current);
      setCopied('selected');
    }
  };
  return (
    <Button
      variant="default"
      size={size}
      aria-label={`${COPY_WORDS[copied]}: ${label}`}
      onClick={() => void copy()}
    >
      {COPY_WORDS[copied]}
    </Button>
  );
}
