/**
 * `npm start`: the product. Installs and builds what is missing, starts the embedded database unless DATABASE_URL
 * is given, brings it up to date, then runs worker and web until Ctrl-C.
 */
import { openProduct, originOf, prepareCheckout } from './product.mjs';
import { readSetting } from './read-setting.mjs';
import { startProgress } from './progress.mjs';
import { LaunchError } from './launch-error.mjs';
import { runUntilStopped } from './run-until-stopped.mjs';

function portSetting() {
  const port = Number(readSetting('PORT') ?? '3000');
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new LaunchError('PORT must be a whole number from 1 to 65535.');
}

runUntilStopped(async ({ atEnd }) => {
  const host = readSetting('HOST') ?? '127.0.0.1';
  const port = portSetting();
  const origin = readSetting('PARAPET_URL') ?? originOf(host, port);
  const progress = startProgress();
  await prepareCheckout(progress.say);
  const home = process.env.PARAPET_HOME ?? '.parapet';
  const product = await openProduct({ home, log: progress.say, echo: true });
  atEnd(product.stop, () => product.supervisor.killAll());
  // Prints {"needed": boolean, "token"?: string}; the token works once and only while nobody is a member.
  const setup = await product.ask('scripts/setup-token.ts', [], { origin });
  await product.serve({ host, port, origin });
  progress.arrived();
  console.log(`\nParapet is running at ${origin} (Ctrl-C stops it).`);
  if (setup.needed) {
    console.log(`\nNobody is a member yet. Make the first one at ${origin}/setup`);
    console.log(`with this set-up token, which works once:\n\n  ${setup.token}\n`);
  }
});
