/**
 * `npm test`: installs what is missing, then runs check, unit, integration, architecture, build and browser tests.
 * Its last line is `N passed, N failed`. `--only check,unit` runs the named groups.
 */
import { parseArgs } from 'node:util';
import { ensureGenerated, ensurePackages } from './installed-packages.mjs';
import { LaunchError } from './launch-error.mjs';
import { ensureSystemPrograms } from './system-packages.mjs';
import { testSteps } from './test-steps.mjs';

const say = (line) => console.log(`\n▸ ${line}`);

function chosenSteps() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const steps = testSteps();
  if (values.only === undefined) return steps;
  const groups = [...new Set(steps.map(({ group }) => group))];
  const wanted = values.only.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !groups.includes(name));
  if (unknown !== undefined) {
    throw new LaunchError(`There is no group of tests named "${unknown}". Choose from ${groups.join(', ')}.`);
  }
  return steps.filter(({ group }) => wanted.includes(group));
}

/** The steps, in order: each with those that run beside it, one after another. */
function wavesOf(steps) {
  const waves = [];
  for (const step of steps) {
    const last = waves.at(-1);
    if (step.beside && last !== undefined) last.beside.push(step);
    else waves.push({ step, beside: [] });
  }
  return waves;
}

async function runWave({ step, beside }, missing) {
  const inTurn = async () => {
    const results = [];
    for (const one of beside) results.push(await runStep(one, missing));
    return results;
  };
  const [first, others] = await Promise.all([runStep(step, missing), inTurn()]);
  return [first, ...others];
}

async function runStep(step, missing) {
  say(step.name);
  const began = performance.now();
  const lacking = step.needs?.find((need) => missing.has(need));
  const outcome = lacking ? { passed: 0, failed: 1, note: missing.get(lacking) } : await step.run();
  if (outcome.note) console.log(outcome.note);
  return { ...outcome, name: step.name, seconds: (performance.now() - began) / 1000 };
}

function printSummary(results) {
  const row = (name, passed, failed, seconds) =>
    `${name.padEnd(14)}${String(passed).padStart(8)}${String(failed).padStart(8)}${seconds.padStart(10)}`;
  console.log(`\n${row('', 'passed', 'failed', 'seconds')}`);
  for (const { name, passed, failed, seconds, note } of results) {
    console.log(row(name, passed, failed, seconds.toFixed(1)) + (note ? `   ${note}` : ''));
  }
  for (const fault of results.flatMap(({ faults }) => faults ?? [])) console.log(`\n✗ ${fault}`);
}

async function main() {
  const steps = chosenSteps();
  await ensurePackages(say);
  await ensureGenerated(say);
  const missing = await ensureSystemPrograms([...new Set(steps.flatMap(({ needs }) => needs ?? []))], say);
  const results = [];
  for (const wave of wavesOf(steps)) results.push(...(await runWave(wave, missing)));
  printSummary(results);
  return results.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
}

let total = { passed: 0, failed: 1 };
try {
  total = await main();
} catch (error) {
  console.error(error instanceof LaunchError ? error.message : error);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
