/**
 * Lines that say what is going on, with the seconds since the start, and a sign of life while one step is long.
 * @param {(text: string) => void} [write]
 */
export function startProgress(write = (text) => process.stdout.write(text)) {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  const say = (line) => {
    write(`${String(seconds()).padStart(4)} s  ${line}\n`);
  };
  const pulse = setInterval(() => write(`${String(seconds()).padStart(4)} s  … still at it\n`), 15_000);
  pulse.unref();
  return {
    /** @param {string} line */
    say,
    seconds,
    /** After this the lines go on, without the signs of life. */
    arrived: () => clearInterval(pulse),
  };
}
