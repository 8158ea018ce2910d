'use client';

import { useState, type ReactNode } from 'react';
import { Sheet } from './sheet';

/**
 * A sheet with a form in it. Once the form says that something was typed, a press beside the sheet does not throw it
 * away; however the sheet is closed, the next one begins anew.
 */
export function FormSheet({
  open,
  title,
  side,
  onClose,
  children,
}: {
  open: boolean;
  title: string;
  side: 'centre' | 'right';
  onClose: () => void;
  children: (form: { readonly onType: () => void; readonly onClose: () => void }) => ReactNode;
}) {
  const [typed, setTyped] = useState(false);
  // The way back may close it, which no button of it says.
  if (!open && typed) setTyped(false);
  return (
    <Sheet open={open} onClose={onClose} title={title} side={side} keepsTyped={typed}>
      {children({ onType: () => setTyped(true), onClose })}
    </Sheet>
  );
}
