export function findSystemProgram(need: 'chromium' | 'redis'): string | null;
