import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { PageHouse } from '@/components/page-house';
import { CONNECTORS } from '@/domain/connectors/catalogue';
import { makeQueryClient } from '@/lib/queries/client';
import { Guide } from './guide';

it('the guide names what connects the stand-in of the demo, by the names of the fields, and else nothing of it', () => {
  for (const connector of CONNECTORS) {
    const values = Object.fromEntries(connector.fields.map(({ id }) => [id, `stand-in ${id}`]));
    const said = (standIn: typeof values | null) =>
      renderToString(
        <PageHouse client={makeQueryClient()}>
          <Guide connector={connector} standIn={standIn} />
        </PageHouse>,
      );
    const shown = [...said(values).matchAll(/<dt>([^<]*)<\/dt><dd><code>([^<]*)<\/code>/g)];
    expect(shown.map(([, label, value]) => [label, value])).toEqual(
      connector.fields.map(({ id, label }) => [label, `stand-in ${id}`]),
    );
    expect(said(null)).not.toContain('In this demo');
  }
});
