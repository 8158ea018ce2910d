import table from '@/components/ui/table.module.css';
import type { RiskImport } from '@/domain/views/risk-import';
import { formatCount } from '@/lib/format/number';
import styles from './import.module.css';

/** What is wrong with each line, and what to do. */
export function FaultTable({ faults, more }: { faults: RiskImport['faults']; more: number }) {
  return (
    <>
      <div
        className={`${table.scroll ?? ''} ${styles.long ?? ''}`}
        role="region"
        aria-label="Faults"
        tabIndex={0}
      >
        <table className={table.table} aria-label="Lines that cannot go in">
          <thead>
            <tr>
              <th scope="col" className={table.num}>
                Line
              </th>
              <th scope="col">What is wrong, and what to do</th>
            </tr>
          </thead>
          <tbody>
            {faults.map(({ line, field, message }) => (
              <tr key={`${line} ${field} ${message}`}>
                <th scope="row" className={table.num}>
                  {formatCount(line)}
                </th>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && (
        <p className={styles.name}>
          {formatCount(more)} more are not shown. Mend these first and choose the file again.
        </p>
      )}
    </>
  );
}
