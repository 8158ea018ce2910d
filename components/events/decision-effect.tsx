import Link from 'next/link';
import type { DispositionEffect } from '@/domain/views/disposition';
import { effectSentence, moveWords } from '@/lib/dispositions';
import { formatCount } from '@/lib/format/number';
import styles from './decision.module.css';

const FEW = 5;

/** What a decision does, or would do: how many events and people, and who changes most. */
export function DecisionEffect({ effect }: { effect: DispositionEffect }) {
  const shown = effect.moves.slice(0, FEW);
  return (
    <div className={styles.effect}>
      <p role="status">
        <strong>{effectSentence(effect)}</strong>
      </p>
      {shown.length > 0 && (
        <ul className={styles.moves}>
          {shown.map((move) => (
            <li key={move.person.id}>
              <Link className={styles.link} href={`/people/${move.person.id}`} prefetch={false}>
                {move.person.name}
              </Link>
              <span>{moveWords(move)}</span>
            </li>
          ))}
        </ul>
      )}
      {effect.people > shown.length && (
        <p className={styles.note}>
          The largest changes; {formatCount(effect.people)} people have other scores then.
        </p>
      )}
    </div>
  );
}
