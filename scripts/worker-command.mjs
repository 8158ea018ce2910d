/**
 * How a worker is started, after `node`. A page comes and goes in a moment, and left to itself V8 lets the memory grow
 * to several times what is in use; within these bounds a worker stays under 256 MiB. A page that does not fit into them
 * ends the worker, and is then read in small pieces.
 */
export const WORKER_COMMAND = [
  '--max-semi-space-size=4',
  '--max-old-space-size=224',
  '--import',
  'tsx',
  'workers/main.ts',
];
