import { describe, expect, it } from 'vitest';
import { eventSources } from './event-sources';

const EVENT = {
  from: { ip: '198.51.100.7', city: 'Lagos', country: 'Nigeria' },
  application: 'Mail',
};

function signIn(minute: number, changes: object = {}) {
  return {
    stream: 'authentication',
    occurredAt: `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`,
    ip: '198.51.100.7' as string | null,
    country: 'Nigeria' as string | null,
    application: 'Mail' as string | null,
    ...changes,
  };
}

describe('the sign-ins of an event', () => {
  it('are told from the first to the last, with every other address and application once', () => {
    const elsewhere = { ip: '203.0.113.4', country: 'Ghana' };
    expect(
      eventSources(EVENT, [
        signIn(0, elsewhere),
        signIn(1, { ...elsewhere, application: 'VPN' }),
        signIn(9),
        signIn(30, { ip: '192.0.2.1', country: null, application: null }),
      ]),
    ).toEqual({
      signIns: 4,
      span: { first: '2026-11-20T10:00:00.000Z', last: '2026-11-20T10:30:00.000Z' },
      otherAddresses: [elsewhere, { ip: '192.0.2.1', country: null }],
      otherApplications: ['VPN'],
    });
  });

  it('are one moment where there is one, whatever other logs said of it later', () => {
    expect(eventSources(EVENT, [signIn(0), signIn(7, { stream: 'trust_monitor', ip: '192.0.2.9' })])).toEqual(
      {
        ...{ signIns: 1, span: null, otherAddresses: [], otherApplications: [] },
      },
    );
  });

  it('are none where nothing is kept', () => {
    expect(eventSources(EVENT, [])).toMatchObject({ signIns: 0, span: null });
  });
});
