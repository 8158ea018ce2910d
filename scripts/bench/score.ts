import { type BenchOptions, type BenchReport } from './bench-report';
import { benchIncremental } from './score-incremental';
import { benchReplay } from './score-replay';

/**
 * Scoring: a page of 1,000 records that touches 500 people against scoring these people from all their records; and the
 * replay of another policy over everybody. Both are compared with a full recomputation, to the last bit.
 */
export async function benchScore(options: BenchOptions): Promise<BenchReport> {
  const incremental = await benchIncremental(options);
  const replay = await benchReplay(options);
  return {
    bench: 'score',
    pass: incremental.pass && replay.pass,
    figures: { quick: options.quick, ...incremental.figures, ...replay.figures },
  };
}
