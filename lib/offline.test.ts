import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { holdLinks } from './offline';

/** A page with links, on a network or without one, and what becomes of a click. */
function openPage() {
  const { window: page } = new JSDOM(
    `<a id="other" href="/people">People</a> <a id="search" href="/signals?q=x"><b>Search</b></a>
     <a id="file" href="/api/v1/people/export" download>Export</a> <a id="within" href="/signals#page">Skip</a>
     <a id="new" href="https://duo.example" target="_blank">Duo</a> <button id="button">Turn</button>`,
    { url: 'https://parapet.example/signals' },
  );
  const network = { on: false };
  Object.defineProperty(page.navigator, 'onLine', { get: () => network.on });
  let held = 0;
  const followed: string[] = [];
  page.document.addEventListener('click', (event) => {
    if (event.target instanceof page.Element) followed.push(event.target.id);
    event.preventDefault();
  });
  const end = holdLinks(page, () => (held += 1));
  const click = (selector: string, how: { ctrlKey?: boolean } = {}) => {
    const event = new page.MouseEvent('click', { bubbles: true, cancelable: true, ...how });
    page.document.querySelector(selector)?.dispatchEvent(event);
  };
  return { network, click, end, held: () => held, followed };
}

describe('links while the browser has no network', () => {
  it('stay on the page, whatever they lead to, and are told of', () => {
    const { click, held, followed } = openPage();
    for (const link of ['#other', '#search b', '#file']) click(link);
    expect(held()).toBe(3);
    expect(followed).toEqual([]);
  });

  it('are followed where they need no network here: within the page, into another window, and what is no link', () => {
    const { click, held, followed } = openPage();
    for (const link of ['#within', '#new', '#button']) click(link);
    click('#other', { ctrlKey: true });
    expect(held()).toBe(0);
    expect(followed).toEqual(['within', 'new', 'button', 'other']);
  });

  it('are followed as ever once the network is back, and when nobody holds them', () => {
    const { click, held, followed, network, end } = openPage();
    network.on = true;
    click('#other');
    network.on = false;
    end();
    click('#other');
    expect(held()).toBe(0);
    expect(followed).toEqual(['other', 'other']);
  });
});
