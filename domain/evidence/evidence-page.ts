import { BAND_FACTS, SCORE_CAP } from '@/domain/bands';
import { canonicalJson } from '@/domain/canonical-json';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import { legibleText } from '@/domain/legible-text';
import type { BundleEvent, EvidenceBundle } from './evidence-bundle';

const BEFORE_BUNDLE = '<script type="application/json" id="bundle">';
const AFTER_BUNDLE = '</script>';

/** Ink on paper, nothing from elsewhere, no script that runs. */
const STYLE = `body{font:14px/1.5 system-ui,sans-serif;color:#14181f;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem;break-after:avoid}h3{font-size:1rem;margin:1.2rem 0 .2rem;break-after:avoid}
p{margin:.3rem 0}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem .25rem 0;border-bottom:1px solid #e4e8ee}td{overflow-wrap:anywhere}tbody th{width:11rem}tr{break-inside:avoid}
.n{text-align:right;white-space:nowrap}.soft{color:#5b6573}code,pre{font:12px/1.45 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
pre{margin:.2rem 0 1rem;padding:.5rem;border:1px solid #e4e8ee}@media print{body{margin:0;max-width:none}}`;

/** A bundle as a page to read and print. It holds the bundle itself, so that the page can be verified too. */
export function evidencePage(bundle: EvidenceBundle): string {
  const { about, person, arithmetic } = bundle;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Evidence: ${text(person.name)}</title><style>${STYLE}</style></head><body>
<h1>${text(person.name)}: attack factor ${arithmetic.shown.toFixed(1)}, ${BAND_FACTS[arithmetic.band].label}</h1>
<p>${text(momentWords(bundle))} All times are UTC.</p>
<p class="soft">Made for ${text(about.account)} by ${text(about.madeBy)} on ${time(about.madeAt)} with Parapet ${text(about.parapet)}.
Checksum <code>${text(bundle.seal.whole)}</code>. Verify this file with <code>npm run score -- --bundle FILE</code>.</p>
${personPart(bundle)}
${arithmeticPart(bundle)}
${policyPart(bundle)}
<h2>Identity events</h2>
${bundle.events.length === 0 ? '<p>None.</p>' : bundle.events.map(eventPart).join('\n')}
<h2>Raw records</h2>
${bundle.records.length === 0 ? '<p>None.</p>' : bundle.records.map(recordPart).join('\n')}
${BEFORE_BUNDLE}${canonicalJson(bundle).replaceAll('<', '\\u003c')}${AFTER_BUNDLE}
</body></html>
`;
}

/** The JSON of the bundle that a page holds; null where it holds none. */
export function bundleOfPage(page: string): string | null {
  const from = page.indexOf(BEFORE_BUNDLE);
  const to = page.indexOf(AFTER_BUNDLE, from);
  return from < 0 || to < 0 ? null : page.slice(from + BEFORE_BUNDLE.length, to);
}

function momentWords({ about: { at, reading } }: EvidenceBundle): string {
  const when = minute(at);
  switch (reading) {
    case 'now':
      return `As of ${when}.`;
    case 'then':
      return `As of ${when}, as it was known then.`;
    case 'hindsight':
      return `As of ${when}, with hindsight: by everything that is known of that moment since.`;
  }
}

/** Of when the names are. */
const NAMED = {
  now: 'Names, e-mail and groups are those of the moment.',
  then: 'Names, e-mail and groups are those of the moment, as far as a directory told of changes since.',
  hindsight: 'Names, e-mail and groups are those of when this file was made, not of the moment.',
} as const;

function personPart({ about, person }: EvidenceBundle): string {
  const { criticality, criticalityFrom } = person;
  const why =
    criticalityFrom.by === 'group'
      ? `, because of group ${criticalityFrom.group ?? ''}`
      : criticalityFrom.by === 'own'
        ? ', set for this person'
        : '';
  return facts('Person', [
    ['Username', person.username],
    ['E-mail', person.email ?? 'not known'],
    ['Groups', person.groups.join(', ') || 'none known'],
    ['Criticality', `${criticality}${why}`],
    [
      'Records read',
      person.lastSeenAt === null
        ? 'none from before the moment is kept'
        : `${minute(person.firstSeenAt)} to ${minute(person.lastSeenAt)}`,
    ],
  ]).concat(`<p class="soft">${NAMED[about.reading]}</p>`);
}

function arithmeticPart({ arithmetic, events }: EvidenceBundle): string {
  const times = new Map(events.map(({ id, occurredAt }) => [id, occurredAt]));
  const rows = arithmetic.contributions.map(
    ({ event, kind, weight, confidence, value, rank, reason, sameCauseAs, without }) =>
      `<tr><td>${text(EVENT_CATALOGUE[kind].label)}<br><span class="soft">${time(times.get(event) ?? '')}, ${text(reasonWords(reason, sameCauseAs, rank))}</span></td>
<td class="n">${weight}</td><td class="n">${confidence}</td><td class="n">${value.toFixed(6)}</td><td class="n">${without === null ? '' : withoutWords(without)}</td></tr>`,
  );
  const { uncapped, score, leavesCap, fallsBelow } = arithmetic;
  const outlook = [
    leavesCap === null ? [] : [`leaves the cap on ${minute(leavesCap.at)}`],
    fallsBelow === null
      ? []
      : [`falls below ${BAND_FACTS[fallsBelow.band].label} on ${minute(fallsBelow.at)}`],
  ].flat();
  return `<h2>How the number follows</h2>
<p>Uncapped ${uncapped.toFixed(6)}, at most 10: ${score.toFixed(6)}, printed ${arithmetic.shown.toFixed(1)}.${outlook.length === 0 ? '' : ` If nothing more happens it ${text(outlook.join(' and '))}.`}</p>
${rows.length === 0 ? '<p>No event adds to it.</p>' : `<table><thead><tr><th>Event</th><th class="n">Weight</th><th class="n">Confidence</th><th class="n">Adds</th><th class="n">Score without it</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`}`;
}

function withoutWords({ shown, uncapped }: { readonly shown: number; readonly uncapped: number }): string {
  return `${shown.toFixed(1)}${uncapped > SCORE_CAP ? ` (${uncapped.toFixed(2)} uncapped)` : ''}`;
}

function reasonWords(reason: string, sameCauseAs: keyof typeof EVENT_CATALOGUE | null, rank: number): string {
  const repeat = rank === 1 ? '' : `, repeat ${rank} of its kind`;
  switch (reason) {
    case 'leads':
      return `leads and counts whole${repeat}`;
    case 'same_cause':
      return `same cause as ${sameCauseAs === null ? 'another' : EVENT_CATALOGUE[sameCauseAs].label}`;
    case 'unscored':
      return 'not scored by the policy';
    default:
      return `counts in part${repeat}`;
  }
}

function policyPart({ policy, detectors }: EvidenceBundle): string {
  return `${facts('Scoring policy', [
    ['Number', String(policy.number)],
    ['Saved', `${minute(policy.savedAt)} by ${policy.author}: ${policy.reason}`],
    ['In full', canonicalJson(policy.body)],
  ])}${facts(
    'Settings of the detectors',
    detectors.map(({ number, from, thresholds, off }) => [
      `${number}, from ${minute(from)}`,
      `${canonicalJson(thresholds)}${off.length === 0 ? '' : `; off: ${off.join(', ')}`}`,
    ]),
  )}`;
}

function eventPart(event: BundleEvent): string {
  const { decision, notKept } = event;
  const lines = [
    `${minute(event.occurredAt)}, reached Parapet ${minute(event.receivedAt)} through ${event.integration}; confidence ${event.confidence}, ${event.verdict}; detectors version ${event.detectorVersion}, settings ${event.detectorSettings}.`,
    ...(event.names.length === 0 ? [] : [`Named by the vendor: ${event.names.join(', ')}.`]),
    ...(decision === null
      ? []
      : [
          `${event.counted ? 'Counted' : 'Left out of the score'}: ${decision.verdict.replace('_', ' ')}, ${decision.subject}, by ${decision.by} on ${minute(decision.at)}${decision.approvedBy === null ? '' : `, approved by ${decision.approvedBy}`}${decision.expiresAt === null ? '' : `, until ${minute(decision.expiresAt)}`}: ${decision.reason}`,
        ]),
    ...(event.records.length === 0 ? [] : [`Rests on the records ${event.records.join(', ')}.`]),
    ...(notKept.length === 0 ? [] : [`Of these records no copy is kept: ${notKept.join(', ')}.`]),
  ];
  return `<h3>${text(EVENT_CATALOGUE[event.kind].label)}: ${text(OUTCOME_WORDS[event.outcome])}</h3><p>${text(event.sentence)}</p>
${lines.map((line) => `<p class="soft">${text(line)}</p>`).join('')}`;
}

const OUTCOME_WORDS = { got_in: 'got in', refused: 'refused', unknown: 'outcome unknown' } as const;

function recordPart({ key, stream, occurredAt, sha256, record }: EvidenceBundle['records'][number]): string {
  return `<h3>${text(key)}</h3><p class="soft">${text(stream)}, ${time(occurredAt)}, SHA-256 <code>${text(sha256)}</code></p>
${record === null ? '<p>Its text is left out because of the size of the bundle.</p>' : `<pre>${text(record)}</pre>`}`;
}

function facts(title: string, rows: readonly (readonly [string, string])[]): string {
  return `<h2>${text(title)}</h2><table><tbody>${rows.map(([name, value]) => `<tr><th>${text(name)}</th><td>${text(value)}</td></tr>`).join('')}</tbody></table>`;
}

/** As in `2026-11-01 08:30:00`. */
function minute(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

function time(at: string): string {
  return `<time datetime="${text(at)}">${text(minute(at))}</time>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function text(value: string): string {
  return legibleText(value).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
