import { z } from 'zod';

/** What proved that a domain is an account's: its DNS record, whoever runs Parapet, or that there was but one account. */
export const domainProofSchema = z.enum(['dns', 'operator', 'upgrade']);
export type DomainProof = z.infer<typeof domainProofSchema>;

/** A domain, as it stands behind the @ of e-mail addresses. */
export const domainSchema = z
  .string('Write a domain, as in example.com.')
  .trim()
  .toLowerCase()
  .max(253, 'This is longer than domains can be. Check it.')
  .regex(
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+([a-z]{2,}|xn--[a-z0-9-]+)$/,
    'Write a domain, as in example.com.',
  );

const PREFIX = 'parapet-domain=';

/** The TXT record at a domain that proves it to be an account's. */
export function proofRecord(token: string): string {
  return `${PREFIX}${token}`;
}

/** What the name servers say of the TXT records of a domain. */
export type TxtAnswer =
  | { readonly ok: true; readonly records: readonly string[] }
  | { readonly ok: false; readonly why: 'no_domain' | 'no_answer' };

/** As much of a record as a sentence bears. */
const LONGEST = 120;

/** Whether an answer proves the domain by this token, and what was found, as a sentence with the remedy. */
export function readProof(
  domain: string,
  token: string,
  answer: TxtAnswer,
): { readonly proves: boolean; readonly found: string } {
  if (!answer.ok)
    return {
      proves: false,
      found:
        answer.why === 'no_domain'
          ? `The name servers know no domain ${domain}. Check how it is written.`
          : 'No name server answered in time. Try again; whoever runs Parapet can see to its name servers, or vouch for the domain.',
    };
  const records = answer.records.map((record) => record.trim());
  if (records.includes(proofRecord(token))) return { proves: true, found: 'The record is there.' };
  const meant = records.filter((record) => record.toLowerCase().startsWith(PREFIX));
  if (meant.length > 0)
    return {
      proves: false,
      found: `Found ${meant.map(shortened).join(' and ')}, which is not the record of this account. Compare it with the one that is asked for; one of another account may stand beside it.`,
    };
  const others =
    records.length === 0
      ? 'no TXT record'
      : records.length === 1
        ? 'one TXT record'
        : `${records.length} TXT records`;
  return {
    proves: false,
    found: `${domain} has ${others}${records.length === 0 ? '' : `, and none that begins with ${PREFIX}`}. Make the record; name servers may take an hour to tell of it.`,
  };
}

function shortened(record: string): string {
  return record.length > LONGEST ? `${record.slice(0, LONGEST)}…` : record;
}
