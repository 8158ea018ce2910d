export function processState(pid: number): 'running' | 'zombie' | 'gone';
export function startMark(pid: number): string | null;
export function isSameProcess(pid: number, mark: string | null): boolean;
