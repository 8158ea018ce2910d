import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, parsePolicy } from './policy';

const faults = (input: unknown) => {
  const parsed = parsePolicy(input);
  return parsed.ok ? [] : parsed.issues.map(({ field, message }) => `${field} | ${message}`);
};

describe('the scoring policy', () => {
  it('has the defaults of the design', () => {
    expect(DEFAULT_POLICY).toMatchObject({
      halfLifeDays: 14,
      share: 0.2,
      dampingExponent: 1.5,
      multipliers: { standard: 1, elevated: 1.25, critical: 1.5 },
    });
    expect(DEFAULT_POLICY.families['habit']).toHaveLength(4);
    expect(DEFAULT_POLICY.families['place']).toHaveLength(6);
    expect(DEFAULT_POLICY.families['verdict']).toHaveLength(3);
  });

  it('takes the default for whatever is absent, weight by weight', () => {
    expect(parsePolicy({})).toEqual({ ok: true, policy: DEFAULT_POLICY });
    expect(parsePolicy({ halfLifeDays: 7, weights: { novel_asn: 0 }, multipliers: { critical: 2 } })).toEqual(
      {
        ok: true,
        policy: {
          ...DEFAULT_POLICY,
          halfLifeDays: 7,
          weights: { ...DEFAULT_POLICY.weights, novel_asn: 0 },
          multipliers: { ...DEFAULT_POLICY.multipliers, critical: 2 },
        },
      },
    );
  });

  it('takes families as a whole, so that none of the defaults is left beside them', () => {
    const parsed = parsePolicy({ families: { cause: ['push_spray', 'novel_asn'] } });
    expect(parsed.ok && parsed.policy.families).toEqual({ cause: ['push_spray', 'novel_asn'] });
  });

  it('survives its own JSON', () => {
    expect(parsePolicy(JSON.parse(JSON.stringify(DEFAULT_POLICY)))).toEqual({
      ok: true,
      policy: DEFAULT_POLICY,
    });
  });

  it.each([0, -1, NaN, Infinity, '14', null, 1e-9, 5000])(
    'refuses a half-life of %s by name',
    (halfLifeDays) => {
      expect(faults({ halfLifeDays })).toEqual([
        expect.stringMatching(/^halfLifeDays \| halfLifeDays must be .* greater than 0/),
      ]);
    },
  );

  it('names each weight that is out of range, and a kind that does not exist', () => {
    expect(faults({ weights: { novel_asn: 10.1, push_spray: -1, nothing: 3 } })).toEqual([
      expect.stringMatching(/^weights\.novel_asn \| weights\.novel_asn must be a number from 0 to 10/),
      expect.stringMatching(/^weights\.push_spray \| weights\.push_spray must be a number from 0 to 10/),
      expect.stringMatching(/^weights \| weights has no field nothing; its fields are /),
    ]);
  });

  it('refuses to score a person by system events', () => {
    expect(faults({ weights: { high_risk_system_event: 1 } })).toEqual([
      expect.stringMatching(/^weights\.high_risk_system_event \| .* must be 0/),
    ]);
  });

  it('refuses a kind in two families, and a family named like a kind', () => {
    expect(faults({ families: { a: ['novel_asn'], b: ['novel_asn'] } })).toEqual([
      expect.stringMatching(/^families\.b \| families\.b repeats novel_asn, which is in a/),
    ]);
    expect(faults({ families: { novel_asn: ['push_spray'] } })).toEqual([
      expect.stringMatching(/^families\.novel_asn \| .*give the family another name/),
    ]);
  });

  it.each([null, [], 3, 'policy'])('refuses %j, which is no policy', (input) => {
    expect(faults(input)).toEqual([expect.stringMatching(/The policy must be an object with the fields/)]);
  });

  it('refuses a field it does not know, so that a slip of the pen is not a default', () => {
    expect(faults({ halflife: 3 })).toEqual([expect.stringMatching(/has no field halflife/)]);
  });

  it('refuses a share above 1, with which a stronger event could lower a score', () => {
    expect(faults({ share: 1.1 })).toEqual([
      expect.stringMatching(/^share \| share must be a number from 0 to 1/),
    ]);
  });
});
