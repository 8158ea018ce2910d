export function takeLock(path: string, refusal: (pid: number) => string): () => void;
export function lockHolder(path: string): number | null;
