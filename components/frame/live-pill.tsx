'use client';

import { IconCircleFilled, IconPlayerPause, IconRefresh } from '@tabler/icons-react';
import { formatCount } from '@/lib/format/number';
import { type LiveWord, waitingWords } from '@/lib/live/live-state';
import { useLive } from '@/lib/live/live';
import styles from './frame.module.css';

const WORDS: Readonly<Record<LiveWord, string>> = {
  live: 'Live',
  reconnecting: 'Reconnecting',
  paused: 'Paused',
};

const SENTENCES: Readonly<Record<LiveWord, string>> = {
  live: 'This page follows what happens. Press to hold it still.',
  reconnecting: 'The connection broke and is being made again. What is shown may be some seconds old.',
  paused: 'This page is held still. Press to follow again.',
};

/**
 * Whether the page follows what happens; a press holds it still while one reads, and it says how much waits. Assistive
 * technology is told of a change of the word alone, not of every change that comes to wait.
 */
export function LivePill() {
  const { word, waiting, setPaused } = useLive();
  const sentence = word === 'paused' ? `${SENTENCES.paused} ${waitingWords(waiting)}` : SENTENCES[word];
  return (
    <>
      <button
        type="button"
        className={styles.live}
        data-word={word}
        title={sentence}
        aria-pressed={word === 'paused'}
        onClick={() => setPaused(word !== 'paused')}
      >
        {word === 'live' && <IconCircleFilled size={9} aria-hidden />}
        {word === 'reconnecting' && <IconRefresh size={12} stroke={2.4} aria-hidden />}
        {word === 'paused' && <IconPlayerPause size={12} stroke={2.4} aria-hidden />}
        {WORDS[word]}
        {word === 'paused' && (waiting.changes > 0 || waiting.more) && (
          <span>
            · {formatCount(waiting.changes)}
            {waiting.more && '+'}
            <span className={styles.liveWord}> waiting</span>
          </span>
        )}
      </button>
      <span className="visually-hidden" role="status">
        Live updates: {WORDS[word]}
      </span>
    </>
  );
}
