/**
 * `npm run demo`: the product with a stand-in for Duo, a history of some weeks and attacks that go on.
 *   --port N         the port of the pages (3000, or a free one when that is taken)
 *   --reset          forgets the demo's data first
 *   --new-password   gives the demo's member a new one-time password
 *   --check          proves on free ports and a temporary state that attacks reach the dashboard, and stops
 */
import { parseArgs } from 'node:util';
import { runDemo } from './demo-run.mjs';
import { checkDemo } from './demo-check.mjs';
import { LaunchError } from './launch-error.mjs';
import { startProgress } from './progress.mjs';
import { runUntilStopped } from './run-until-stopped.mjs';

function readFlags() {
  const options = {
    port: { type: 'string' },
    reset: { type: 'boolean', default: false },
    'new-password': { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  };
  try {
    const { values } = parseArgs({ options });
    const port = values.port === undefined ? null : Number(values.port);
    if (port !== null && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
      throw new LaunchError('--port must be a whole number from 1 to 65535.');
    }
    return { port, reset: values.reset, newPassword: values['new-password'], check: values.check };
  } catch (error) {
    throw error instanceof LaunchError ? error : new LaunchError(`${error.message}`);
  }
}

runUntilStopped(async (life) => {
  const flags = readFlags();
  if (flags.check) return checkDemo(life, startProgress());
  const progress = startProgress();
  const { origin, member, second } = await runDemo({
    home: process.env.PARAPET_HOME ?? '.parapet/demo',
    port: flags.port,
    reset: flags.reset,
    newPassword: flags.newPassword,
    second: true,
    guides: true,
    life,
    log: progress.say,
  });
  progress.arrived();
  console.log(`\nParapet is running at ${origin} (Ctrl-C stops it).\n`);
  if (member.password === null) {
    console.log(`Sign in as before, as ${member.email}.`);
    console.log('Forgot the password? Stop this, then: npm run demo -- --new-password\n');
  } else {
    console.log(
      `  e-mail    ${member.email}\n  password  ${member.password}   (one-time: you choose your own at the first sign-in)\n`,
    );
  }
  console.log('To connect a Duo account yourself, there is a second one that nothing reads. The guide under');
  console.log('Integrations, Configure New names it too:\n');
  console.log(
    `  API host name    ${second.host}\n  integration key  ${second.ikey}\n  secret key       ${second.skey}\n`,
  );
  console.log(
    'Look first at the dashboard: new identity events arrive while you watch. Then open the person with',
  );
  console.log('the highest attack factor, and click a bar of the waterfall to see the records it rests on.');
});
