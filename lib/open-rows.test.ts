import { describe, expect, it } from 'vitest';
import { parseOpenRows, withRowTurned } from './open-rows';

describe('open rows of the behaviors in the address', () => {
  it('are the identity events where it does not say', () => {
    expect([...parseOpenRows(null)]).toEqual(['identity']);
    expect(withRowTurned(parseOpenRows('none'), 'identity')).toBeNull();
  });

  it('are those that were turned, and none once all are closed', () => {
    const both = withRowTurned(parseOpenRows(null), 'enrolment');
    expect(both).toBe('identity,enrolment');
    expect(withRowTurned(parseOpenRows(both), 'identity')).toBe('enrolment');
    expect(withRowTurned(parseOpenRows('enrolment'), 'enrolment')).toBe('none');
    expect([...parseOpenRows('none')]).toEqual([]);
  });
});
