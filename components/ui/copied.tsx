'use client';

import { Button } from '@mantine/core';
import { useRef, useState } from 'react';

const COPY_WORDS = { no: 'Copy', yes: 'Copied', selected: 'Press Ctrl+C' } as const;

/** A value to take along, with a button that copies it. Where the browser forbids that, it is selected instead. */
export function Copied({ label, value }: { label: string; value: string }) {
  const text = useRef<HTMLElement>(null);
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
    <div>
      <dt>{label}</dt>
      <dd>
        <code ref={text}>{value}</code>
        <Button
          variant="default"
          size="compact-md"
          aria-label={`${COPY_WORDS[copied]}: ${label}`}
          onClick={() => void copy()}
        >
          {COPY_WORDS[copied]}
        </Button>
      </dd>
    </div>
  );
}
