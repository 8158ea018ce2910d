import { describe, expect, it } from 'vitest';
import type { EventKind } from '@/domain/event-catalogue';
import { leadingEvent } from './leading-event';
import { DEFAULT_POLICY } from './policy';

const MINUTE = 60_000;
const event = (kind: EventKind, minutesAgo: number, confidence = 1) => ({
  kind,
  confidence,
  occurredAt: Date.UTC(2026, 10, 1) - minutesAgo * MINUTE,
});
const led = (...events: ReturnType<typeof event>[]) => leadingEvent(events, DEFAULT_POLICY)?.kind ?? null;

describe('the event that leads of an entry', () => {
  it('is the one of most weight, not the newest', () => {
    expect(led(event('unusual_device', 0), event('new_country', 0), event('denied_then_approved', 1))).toBe(
      'denied_then_approved',
    );
  });

  it('is of the newest entry, however much an older one weighs', () => {
    expect(led(event('unusual_device', 0), event('denied_then_approved', 11))).toBe('unusual_device');
    expect(led(event('unusual_device', 0), event('denied_then_approved', 10))).toBe('denied_then_approved');
  });

  it('counts how sure the detector was', () => {
    expect(led(event('user_marked_fraud', 0), event('unfamiliar_sign_in', 1, 0.8))).toBe('user_marked_fraud');
  });

  it('is the newer of two that weigh the same, and none where nobody got in', () => {
    expect(led(event('unusual_factor', 0), event('unusual_device', 1))).toBe('unusual_factor');
    expect(led()).toBeNull();
  });
});
