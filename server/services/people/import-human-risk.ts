import { z } from 'zod';
import { IMPORT_COLUMNS, type ImportRow, type LineFault, settleRows } from '@/domain/human-risk/import-row';
import { Refusal } from '@/domain/refusal';
import { riskImportSchema } from '@/domain/views/risk-import';
import type { Transaction } from '@/server/data/database';
import { markHumanRiskDue } from '@/server/data/scoring/human-risk-due';
import {
  type EvidenceRow,
  peopleNamed,
  putEvidence,
  storedEvidence,
} from '@/server/data/scoring/risk-evidence';
import { csvRow } from '@/server/services/csv-row';
import { Download, downloadSchema, textPieces } from '@/server/services/download';
import { defineOperation } from '@/server/services/operation';
import { readImportCsv, readImportList } from './read-import-csv';

const MOST_LINES = 20_000;
const MOST_FAULTS = 1_000;
const cell = z.union([z.string().max(2_000), z.number()]);

/**
 * Takes what other systems say of people: simulated and actual phishing, training, malware, sensitive data. As the text
 * of a CSV file or as a list. Every line that cannot go in is named with what to do; the others go in where that is asked
 * for. The same again changes nothing.
 */
export const importHumanRisk = defineOperation({
  name: 'import-human-risk',
  http: { method: 'POST', path: '/api/v1/human-risk/import' },
  permission: 'risk:import',
  stepUp: 'It moves the scores of many people at once.',
  stepUpFor: ({ preview }) => !preview,
  byToken: 'allowed',
  names: 'needed',
  input: z.object({
    csv: z.string().max(1_000_000, 'csv: use at most 1 MB. Divide the file.').optional(),
    rows: z
      .array(z.partialRecord(z.enum(IMPORT_COLUMNS), cell))
      .max(MOST_LINES, `rows: use at most ${MOST_LINES} at a time.`)
      .optional(),
    /** Says what would happen, and writes nothing. */
    preview: z.boolean().default(false),
    /** Lines that cannot go in do not keep the others out. */
    skipFaulty: z.boolean().default(false),
  }),
  output: riskImportSchema,
  audit: { entity: 'human_risk' },
  effect: 'write',
  run: async ({ accountId, tx, now, audit, announce }, { csv, rows: list, preview, skipFaulty }) => {
    if ((csv === undefined) === (list === undefined))
      throw Refusal.invalid('csv', 'csv: send either the text of a file as csv, or a list as rows.');
    const read = csv === undefined ? readImportList(list ?? [], now) : readImportCsv(csv, now);
    if (read.lines > MOST_LINES)
      throw Refusal.invalid('csv', `csv: use at most ${MOST_LINES} lines at a time. Divide the file.`);
    const found = await findPeople(accountId, tx, read.rows);
    const settled = settleRows(found.rows);
    const faults = [...read.faults, ...found.faults, ...settled.faults].sort((a, b) => a.line - b.line);
    const stored = await storedEvidence(accountId, tx, settled.rows);
    const added = settled.rows.filter((_, index) => stored[index] === null);
    const changed = settled.rows.filter((row, index) => {
      const before = stored[index];
      return (
        before !== null && before !== undefined && (before.value !== row.value || before.note !== row.note)
      );
    });
    const writes: EvidenceRow[] = [...added, ...changed];
    const imported = !preview && settled.rows.length > 0 && (faults.length === 0 || skipFaulty);
    const figures = {
      lines: read.lines,
      added: added.length,
      changed: changed.length,
      same: settled.rows.length - writes.length + settled.repeated,
      people: new Set(settled.rows.map(({ personId }) => personId)).size,
      faulty: new Set(faults.map(({ line }) => line)).size,
    };
    if (imported) {
      await putEvidence(accountId, tx, writes, now);
      await markHumanRiskDue(
        accountId,
        tx,
        writes.map(({ personId }) => personId),
      );
      audit({ entityId: null, after: figures });
      announce('people');
    }
    return {
      preview,
      imported,
      ...figures,
      faults: faults.slice(0, MOST_FAULTS),
      moreFaults: Math.max(0, faults.length - MOST_FAULTS),
    };
  },
});

/** Puts people to the names of lines. Nobody is made: who is imported must be known from sign-ins or a directory. */
async function findPeople(
  accountId: string,
  tx: Transaction,
  rows: readonly ImportRow[],
): Promise<{ rows: (ImportRow & { readonly personId: string })[]; faults: LineFault[] }> {
  const people = await peopleNamed(accountId, tx, [...new Set(rows.map(({ person }) => person))]);
  const known: (ImportRow & { readonly personId: string })[] = [];
  const faults: LineFault[] = [];
  for (const row of rows) {
    const [personId, ...others] = people.get(row.person) ?? [];
    if (personId !== undefined && others.length === 0) known.push({ ...row, personId });
    else {
      const name = `“${row.person.slice(0, 80)}”`;
      const message =
        personId === undefined
          ? `person: nobody is known as ${name}. Check the spelling; people are known from their sign-ins and from the directory.`
          : `person: ${others.length + 1} people are known as ${name}. Give the e-mail address of the one that is meant.`;
      faults.push({ line: row.line, field: 'person', message });
    }
  }
  return { rows: known, faults };
}

/** A file to begin with: the header and a line for each category. */
export const riskImportTemplate = defineOperation({
  name: 'risk-import-template',
  http: { method: 'GET', path: '/api/v1/human-risk/template' },
  permission: 'risk:import',
  input: z.object({}),
  output: downloadSchema,
  audit: { none: 'It holds examples and nothing of the account.' },
  effect: 'read',
  run: ({ now }) => {
    const day = new Date(now).toISOString().slice(0, 10);
    const lines = [
      [...IMPORT_COLUMNS],
      ['ada@example.com', 'simulated_phishing', 6, day, 'Opened the attachment of the autumn exercise'],
      ['ada@example.com', 'training', 0, day, 'Passed the yearly course'],
      ['grace', 'malware', 8, day, 'Ran a download that was quarantined'],
      ['grace', 'sensitive_data', 3.5, day, 'Sent a customer list to a private address'],
      ['alan@example.com', 'actual_phishing', 10, day, 'Gave the password away'],
    ];
    const pieces = textPieces(lines.map((line) => csvRow(line)));
    return Promise.resolve(
      new Download('human-risk-template.csv', 'text/csv; charset=utf-8', pieces, 'withheld'),
    );
  },
});
