import { describe, expect, it } from 'vitest';
import { CONNECTOR_ERROR_CODES } from '@/domain/connectors/connector-error';
import { outcomeOfRun } from './run-outcome';

describe('how a run fared with the vendor', () => {
  it.each([
    { result: 'done', code: null, outcome: 'answered' },
    { result: 'failed', code: 'duo_40102', outcome: 'refused' },
    { result: 'failed', code: 'duo_40301', outcome: 'refused' },
    { result: 'failed', code: 'duo_42901', outcome: 'rate_limited' },
    { result: 'failed', code: 'server_error', outcome: 'vendor_fault' },
    { result: 'failed', code: 'not_json', outcome: 'vendor_fault' },
    { result: 'failed', code: 'timeout', outcome: 'network' },
    { result: 'failed', code: 'tls', outcome: 'network' },
    { result: 'failed', code: 'vault_locked', outcome: 'own' },
    { result: 'failed', code: 'a code of a later version', outcome: 'vendor_fault' },
    { result: 'running', code: null, outcome: null },
    { result: 'lost', code: null, outcome: null },
  ] as const)('is $outcome for $result with $code', ({ result, code, outcome }) => {
    expect(outcomeOfRun(result, code)).toBe(outcome);
  });

  it('is known for every error there is', () => {
    for (const code of CONNECTOR_ERROR_CODES) expect(outcomeOfRun('failed', code)).not.toBeNull();
  });
});
