'use client';

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { gridMove } from '@/lib/grid-moves';

/**
 * A table in which rows hold several links. It is one stop for Tab, where the focus was last; arrow keys go from link to
 * link, Home and End along the row. Before scripts run each link is a stop of its own.
 */
export function GridTable({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: ReactNode;
}) {
  const grid = useRef<HTMLTableElement>(null);
  const last = useRef<HTMLElement | null>(null);

  useEffect(() => {
    const element = grid.current;
    if (element === null) return;
    const settle = () => settleStop(element, last.current);
    settle();
    // Rows come and go: they are opened and closed, and numbers are read again.
    const observer = new MutationObserver(settle);
    observer.observe(element, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    if (event.altKey || event.metaKey || event.shiftKey) return;
    const rows = linkRows(event.currentTarget);
    const row = rows.findIndex((links) => links.some((link) => link === event.target));
    const at = rows[row]?.findIndex((link) => link === event.target) ?? -1;
    if (at === -1) return;
    const columns = rows.map((links) =>
      links.map((link) => link.closest<HTMLTableCellElement>('td, th')?.cellIndex ?? 0),
    );
    const next = gridMove(columns, { row, at }, event.key, event.ctrlKey);
    if (next === null) return;
    event.preventDefault();
    rows[next.row]?.[next.at]?.focus();
  };

  return (
    <table
      ref={grid}
      role="grid"
      className={className}
      onKeyDown={onKeyDown}
      onFocus={({ currentTarget, target }) => {
        last.current = target;
        settleStop(currentTarget, target);
      }}
    >
      <caption className="visually-hidden">{label}: arrow keys go from number to number.</caption>
      {children}
    </table>
  );
}

/** What can have the focus, row by row. */
function linkRows(element: HTMLTableElement): HTMLElement[][] {
  return [...element.tBodies].flatMap((body) =>
    [...body.rows].map((row) => [...row.querySelectorAll<HTMLElement>('a[href], button')]),
  );
}

/** Leaves one link that Tab stops at: that of before, or else the first. */
function settleStop(element: HTMLTableElement, last: HTMLElement | null): void {
  const links = linkRows(element).flat();
  const stop = links.find((link) => link === last) ?? links[0];
  for (const link of links) link.tabIndex = link === stop ? 0 : -1;
}
