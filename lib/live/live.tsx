'use client';

import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { HeldClock } from '@/lib/clock';
import { holdStill } from './held';
import {
  LIVE_START,
  liveStep,
  liveWord,
  type LiveEvent,
  type LiveWord,
  type Refresh,
  type Waiting,
} from './live-state';
import { followLive } from './live-stream';
import { keepShown, refreshShown } from './refresh';
import type { QuerySubject } from '@/lib/queries/keys';

interface Live {
  readonly word: LiveWord;
  /** What a page that is held still does not show yet. */
  readonly waiting: Waiting;
  readonly setPaused: (paused: boolean) => void;
  /** Answers have come that were read on the server, at a place of the stream. */
  readonly arrived: (place: string) => void;
}

const LiveContext = createContext<Live>({
  word: 'live',
  waiting: LIVE_START.waiting,
  setPaused: () => undefined,
  arrived: () => undefined,
});

/** A burst of messages becomes one round of questions: at once for the first, then at most four a second. */
const GATHER_MS = 250;

/**
 * Keeps what is on screen current while it is mounted. One connection per browser. `place` is where the stream stood before
 * the page was read.
 */
export function LiveProvider({ place, children }: { place: string; children: ReactNode }) {
  const client = useQueryClient();
  const state = useRef(LIVE_START);
  const [word, setWord] = useState<LiveWord>(liveWord(LIVE_START));
  const [waiting, setWaiting] = useState<Waiting>(LIVE_START.waiting);
  const gathering = useRef<{ subjects: Set<QuerySubject>; timer: ReturnType<typeof setTimeout> } | null>(
    null,
  );

  const refresh = useCallback(
    (what: Refresh) => {
      if (what === 'nothing') return;
      if (what === 'everything') {
        refreshShown(client);
        return;
      }
      const ask = (subjects: Iterable<QuerySubject>) => {
        for (const subject of subjects) refreshShown(client, subject);
      };
      if (gathering.current !== null) {
        for (const subject of what) gathering.current.subjects.add(subject);
        return;
      }
      ask(what);
      const gathered = new Set<QuerySubject>();
      const timer = setTimeout(() => {
        gathering.current = null;
        ask(gathered);
      }, GATHER_MS);
      gathering.current = { subjects: gathered, timer };
    },
    [client],
  );

  const step = useCallback(
    (event: LiveEvent) => {
      const next = liveStep(state.current, event);
      state.current = next.state;
      setWord(liveWord(next.state));
      setWaiting(next.state.waiting);
      holdStill(next.state.paused);
      if (event.type === 'paused') keepShown(client);
      refresh(next.refresh);
    },
    [client, refresh],
  );

  const follower = useRef<ReturnType<typeof followLive> | null>(null);
  const first = useRef(place);
  useEffect(() => {
    const following = followLive('/api/v1/live', first.current, step);
    follower.current = following;
    return () => {
      following.end();
      follower.current = null;
      holdStill(false);
      if (gathering.current !== null) clearTimeout(gathering.current.timer);
      gathering.current = null;
    };
  }, [step]);

  const live = useMemo<Live>(
    () => ({
      word,
      waiting,
      setPaused: (paused) => step({ type: paused ? 'paused' : 'resumed' }),
      // Before the stream is followed the page itself arrives, and that begins at its place.
      arrived: (at) => follower.current?.arrived(at),
    }),
    [word, waiting, step],
  );
  return (
    <LiveContext value={live}>
      <HeldClock held={word === 'paused'}>{children}</HeldClock>
    </LiveContext>
  );
}

/** What the pill says, and the switch that holds the page still. */
export function useLive(): Live {
  return useContext(LiveContext);
}

/** Stands behind answers that were read on the server, and says where the stream stood before: see `PageAnswers`. */
export function ReadAt({ place }: { place: string }) {
  const { arrived } = useLive();
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (told.current === place) return;
    told.current = place;
    arrived(place);
  }, [place, arrived]);
  return null;
}
