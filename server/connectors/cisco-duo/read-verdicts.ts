import type { TrustAssessment, VendorVerdict } from '@/domain/authentication-record';
import type { FieldReader } from '@/server/connectors/field-reader';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';

const ASSESSMENTS = 'adaptive_trust_assessments';
const ATTACKS = 'rbfs_triggered_attacks';

/** Duo's assessment for asking a stronger factor (`more_secure_auth`); null where Duo made none. */
export function readTrust(fields: FieldReader, raw: JsonObject): TrustAssessment | null {
  const assessments = fields.object(raw[ASSESSMENTS], ASSESSMENTS);
  const name = `${ASSESSMENTS}.more_secure_auth`;
  const assessment = fields.object(assessments?.['more_secure_auth'], name);
  if (assessment === null) return null;
  const level = fields.meaning(assessment['trust_level'], `${name}.trust_level`)?.toUpperCase();
  return {
    level: level === 'LOW' || level === 'NORMAL' ? level : 'other',
    policyEnabled: assessment['policy_enabled'] === true,
    preview: assessment['preview_mode_enabled'] === true,
    detectors: detectorNames(fields, assessment, name),
  };
}

/** What Duo's own detectors said, from both of their places, in the order of the record. */
export function readVerdicts(fields: FieldReader, raw: JsonObject): readonly VendorVerdict[] {
  return [...readAttacks(fields, raw), ...readAssessments(fields, raw)];
}

function readAttacks(fields: FieldReader, raw: JsonObject): readonly VendorVerdict[] {
  return fields.array(raw[ATTACKS], ATTACKS).flatMap((attack): readonly VendorVerdict[] => {
    const name = `${ATTACKS}.detector`;
    const detector = fields.identity(isJsonObject(attack) ? attack['detector'] : attack, name);
    if (detector === null) {
      fields.wrongType(name, 'a text', null);
      return [];
    }
    const { suppressed, shadow_mode: shadow } = isJsonObject(attack) ? attack : {};
    const takenBack =
      suppressed !== undefined && suppressed !== null && suppressed !== false && suppressed !== '';
    return [
      { detector, force: takenBack ? 'suppressed' : shadow === true ? 'shadow' : 'enforced', place: 'rbfs' },
    ];
  });
}

function readAssessments(fields: FieldReader, raw: JsonObject): readonly VendorVerdict[] {
  const assessments = fields.object(raw[ASSESSMENTS], ASSESSMENTS);
  return ['more_secure_auth', 'remember_me'].flatMap((kind): readonly VendorVerdict[] => {
    const name = `${ASSESSMENTS}.${kind}`;
    const assessment = fields.object(assessments?.[kind], name);
    if (assessment === null) return [];
    // With the policy off, the detection changed nothing for the person: it is a preview in effect.
    const noted = assessment['preview_mode_enabled'] === true || assessment['policy_enabled'] === false;
    return detectorNames(fields, assessment, name).map((detector) => ({
      detector,
      force: noted ? 'preview' : 'enforced',
      place: 'trust',
    }));
  });
}

function detectorNames(fields: FieldReader, assessment: JsonObject, name: string): readonly string[] {
  const field = `${name}.detected_attack_detectors`;
  return fields
    .array(assessment['detected_attack_detectors'], field)
    .map((detector) => fields.identity(detector, field))
    .filter((detector) => detector !== null);
}
