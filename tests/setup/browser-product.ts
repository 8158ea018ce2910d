import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseLastingPassword } from '@/scripts/pages/member-client';
import { runDemo } from '../../scripts/demo-run.mjs';
import { eraseEmbeddedPostgres } from '../../scripts/embedded-postgres.mjs';
import { freePort } from '../../scripts/free-port.mjs';

/**
 * Starts the whole product with its simulator for the browser tests, on free ports and a state of its own. The tests
 * find it in `PARAPET_TEST_ORIGIN`, `PARAPET_TEST_EMAIL`, `PARAPET_TEST_PASSWORD` (chosen already, so it lasts), its
 * state in `PARAPET_TEST_HOME`, its database in `PARAPET_TEST_DATABASE_URL` and, as JSON, its simulator in `PARAPET_TEST_SIMULATOR` and another one, to connect to,
 * in `PARAPET_TEST_SECOND_SIMULATOR`.
 */
export default async function startProduct(): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'parapet-browser-'));
  const undos: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const undo of undos.reverse()) await undo();
    await eraseEmbeddedPostgres({ home });
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const life = { atEnd: (undo: () => Promise<void>) => void undos.push(undo) };
    const demo = await runDemo({
      home,
      port: await freePort(),
      second: true,
      life,
      log: (line) => console.log(line),
    });
    process.env.PARAPET_TEST_HOME = home;
    process.env.PARAPET_TEST_ORIGIN = demo.origin;
    process.env.PARAPET_TEST_EMAIL = demo.member.email;
    process.env.PARAPET_TEST_PASSWORD = await chooseLastingPassword(demo.origin, demo.member);
    process.env.PARAPET_TEST_DATABASE_URL = demo.databaseUrl;
    process.env.PARAPET_TEST_SIMULATOR = JSON.stringify(demo.simulator);
    process.env.PARAPET_TEST_SECOND_SIMULATOR = JSON.stringify(demo.second);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
