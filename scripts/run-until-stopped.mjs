import { LaunchError } from './launch-error.mjs';
import { endPrograms } from './run-program.mjs';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Runs a command that starts processes, and undoes it all on Ctrl-C, on a signal, on a failure, or when it returns
 * a code. A second signal runs the `atOnce` of those who cannot wait.
 * @param {(life: { atEnd: (undo: () => Promise<void>, atOnce?: () => void) => void }) => Promise<number | undefined>} main
 *   `atEnd` names what to undo, last first; main answers an exit code, or undefined to stay until a signal
 */
export function runUntilStopped(main) {
  const undos = [];
  const hasteners = [];
  let ending;
  let finished;

  const undoAll = async () => {
    for (let undo = undos.pop(); undo; undo = undos.pop()) {
      await undo().catch((error) => console.error(error.message));
    }
  };
  const end = (code) =>
    (ending ??= (async () => {
      endPrograms();
      await undoAll();
      // What was being started when the signal came registers itself late, and is undone too.
      await finished;
      await undoAll();
      process.exit(code);
    })());

  // A reader that went away (`npm start | head`) must not leave processes behind.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  process.on('uncaughtException', (error) => {
    console.error(error.stack);
    void end(1);
  });

  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (ending) for (const atOnce of hasteners) atOnce();
      else {
        console.log('\nStopping.');
        // Stopping what was up is what was asked for; breaking off a start is not.
        void end(arrived ? 0 : code);
      }
    });
  }

  const life = {
    atEnd: (undo, atOnce) => {
      undos.push(undo);
      if (atOnce) hasteners.push(atOnce);
      if (ending) throw new LaunchError('The start was broken off.');
    },
  };
  let outcome;
  let arrived = false;
  finished = main(life).then(
    (code) => {
      outcome = code;
      arrived = code === undefined;
    },
    (error) => {
      outcome = 1;
      if (!ending) console.error(`\n${error instanceof LaunchError ? error.message : error.stack}`);
    },
  );
  void finished.then(() => {
    if (outcome !== undefined) void end(outcome);
  });
}
