import { hash } from 'node:crypto';
import { BAND_FACTS } from '@/domain/bands';
import { bundleOfPage, evidencePage } from '@/domain/evidence/evidence-page';
import { verifyBundle } from '@/domain/evidence/verify-bundle';
import { BadInput, nameTwice, parseJsonText, readTextFile } from './read-json-file';

/**
 * What an evidence bundle says, and whether it holds, from the file alone: JSON, or the page that holds the same.
 * @throws BadInput where the file is no bundle
 */
export function verifyEvidence(file: string) {
  const text = readTextFile(file, '--bundle', 'an evidence bundle, JSON or page');
  const page = /^\s*<!doctype html>/i.test(text) ? text : null;
  const json = page === null ? text : bundleOfPage(page);
  if (json === null)
    throw new BadInput([
      `${file}: this page holds no evidence bundle. Give --bundle the page as it was saved.`,
    ]);
  const verified = verifyBundle(parseJsonText(file, json), (content) => hash('sha256', content));
  if (verified.is === 'unreadable')
    throw new BadInput(
      verified.faults.map((fault) => `${file}: ${fault} This is no evidence bundle as Parapet writes it.`),
    );
  const { bundle, differences } = verified;
  const { about, person, arithmetic, policy, events, records, seal } = bundle;
  const shown = page === null || page === evidencePage(bundle) ? [] : [PAGE_DIFFERS];
  const twice = nameTwice(json);
  const doubled =
    twice === null
      ? []
      : [
          `${twice}: stands twice in one object, so that who reads the file may see another value than was verified.`,
        ];
  const all = [...differences, ...doubled, ...shown];
  return {
    holds: all.length === 0,
    differences: all,
    person: person.name,
    at: about.at,
    reading: about.reading,
    madeAt: about.madeAt,
    policy: policy.number,
    events: events.length,
    records: records.length,
    score: arithmetic.score,
    uncapped: arithmetic.uncapped,
    shown: arithmetic.shown,
    band: BAND_FACTS[arithmetic.band].label,
    checksum: seal.whole,
  };
}

const PAGE_DIFFERS =
  'the page shows something else than the bundle in it, or was written by another version of Parapet; go by the bundle.';
