export const WORKER_COMMAND: readonly string[];
