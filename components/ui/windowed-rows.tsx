'use client';

import { useEffect, useRef, useState, type ReactNode } from 'react';

/** How far beyond the screen rows are kept: a turn of the wheel and the next row by keyboard find them there. */
const NEAR = '1200px 0px';

/**
 * A stretch of a long table. Its rows are in the page while it is near the screen; else an empty row as high as they
 * were stands in for them, so that a table of any length costs what the screen shows. Rows with the focus stay.
 */
export function WindowedRows({ columns, rows }: { columns: number; rows: () => ReactNode }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [height, setHeight] = useState<number | null>(null);

  useEffect(() => {
    const element = body.current;
    if (element === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (entry === undefined) return;
        const keeps = entry.isIntersecting || element.contains(document.activeElement);
        setHeight((known) => (keeps ? null : (known ?? entry.boundingClientRect.height)));
      },
      { rootMargin: NEAR },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <tbody ref={body}>
      {height === null ? (
        rows()
      ) : (
        <tr aria-hidden style={{ height, border: 0, padding: 0 }}>
          <td colSpan={columns} style={{ border: 0, padding: 0 }} />
        </tr>
      )}
    </tbody>
  );
}
