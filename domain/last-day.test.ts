import { describe, expect, it } from 'vitest';
import { lastDay } from './last-day';

const iso = (at: string) => {
  const { from, to } = lastDay(Date.parse(at));
  return [new Date(from).toISOString(), new Date(to).toISOString()];
};

describe('the last 24 hours', () => {
  it('are whole quarters of an hour, among them the one that each end lies in', () => {
    expect(iso('2026-11-28T09:40:12.345Z')).toEqual(['2026-11-27T09:30:00.000Z', '2026-11-28T09:45:00.000Z']);
    expect(iso('2026-11-28T09:45:00.000Z')).toEqual(['2026-11-27T09:45:00.000Z', '2026-11-28T10:00:00.000Z']);
    expect(iso('2026-11-28T09:44:59.999Z')).toEqual(['2026-11-27T09:30:00.000Z', '2026-11-28T09:45:00.000Z']);
  });
});
