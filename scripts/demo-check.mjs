/** `npm run demo -- --check`: the demo on a state of its own, and the proof that an attack reaches the dashboard. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDemo } from './demo-run.mjs';
import { eraseEmbeddedPostgres } from './embedded-postgres.mjs';
import { freePort } from './free-port.mjs';

/**
 * @param {{ atEnd: Function }} life @param {ReturnType<typeof import('./progress.mjs').startProgress>} progress
 * @returns {Promise<number>} exit code
 */
export async function checkDemo(life, progress) {
  const home = mkdtempSync(join(tmpdir(), 'parapet-demo-check-'));
  life.atEnd(async () => {
    await eraseEmbeddedPostgres({ home });
    rmSync(home, { recursive: true, force: true });
  });
  const port = await freePort();
  const demo = await runDemo({ home, port, second: true, life, log: progress.say });
  const secondsToReady = progress.seconds();
  progress.say('Staging an attack, and waiting until it is on the dashboard.');
  // Signs in as a member would, configures a second integration through the product's own API and watches it.
  // Prints {"secondsToFirstEvent", "signals", "identityEvents", "people"}, or ends with the reason.
  const { email, password } = demo.member;
  const task = JSON.stringify({ origin: demo.origin, email, password, simulator: demo.second });
  const { product, settings } = demo;
  const found = await product.ask('scripts/check-demo.ts', [], {
    ...settings,
    extra: { ...settings.extra, PARAPET_CHECK: task },
  });
  progress.arrived();
  console.log(JSON.stringify({ ok: true, secondsToReady, ...found }));
  return 0;
}
