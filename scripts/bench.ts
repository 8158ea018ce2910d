/**
 * Measures the product on this machine against baselines of the same run: `npm run bench -- <name> [--json] [--quick]
 * [--seeds 1,2,3]`.
 * Prints one JSON object a line; what happens meanwhile is said on stderr, unless `--json` asks for silence. The exit
 * code is 0 when every goal is met, 1 when one is not, 2 when the command line is wrong.
 */
import { parseArgs } from 'node:util';
import type { BenchOptions, BenchReport } from './bench/bench-report';
import { benchAudit } from './bench/audit';
import { benchDashboard } from './bench/dashboard';
import { benchDetect } from './bench/detect';
import { benchFreshness } from './bench/freshness';
import { benchIngest } from './bench/ingest';
import { benchMemory } from './bench/memory';
import { benchPace } from './bench/pace';
import { benchScore } from './bench/score';
import { benchSearch } from './bench/search';
import { benchStorage } from './bench/storage';
import { benchWeb } from './bench/web';

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<BenchReport>>> = {
  audit: benchAudit,
  dashboard: benchDashboard,
  detect: benchDetect,
  freshness: benchFreshness,
  ingest: benchIngest,
  memory: benchMemory,
  pace: benchPace,
  score: benchScore,
  search: benchSearch,
  storage: benchStorage,
  web: benchWeb,
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      seeds: { type: 'string' },
    },
  });
  const unknown = positionals.filter((name) => BENCHES[name] === undefined);
  if (positionals.length === 0 || unknown.length > 0) {
    const which = unknown.length === 0 ? 'Name a bench' : `There is no bench called ${unknown.join(', ')}`;
    console.error(`${which}. Choose of: ${Object.keys(BENCHES).join(', ')}.`);
    return 2;
  }
  const seeds = values.seeds?.split(',').map(Number);
  if (seeds?.some((seed) => !Number.isSafeInteger(seed) || seed < 0) === true) {
    console.error(
      `--seeds ${values.seeds} must be whole numbers from 0, with commas between, such as 1,2,3.`,
    );
    return 2;
  }
  const say = (sentence: string): void => {
    if (!values.json) console.error(sentence);
  };
  let met = true;
  for (const name of positionals) {
    const bench = BENCHES[name];
    if (bench === undefined) continue;
    if (values.quick)
      say(`${name}: a quick run on little data. It shows that the bench works; its figures prove nothing.`);
    const report = await bench({ quick: values.quick, say, seeds });
    console.log(JSON.stringify(report));
    met &&= report.pass;
  }
  return met ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
