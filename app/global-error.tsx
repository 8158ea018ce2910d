'use client';

/** When even the frame failed. It carries no styles of its own, so that nothing here can fail again. */
export default function GlobalError({ retry }: { retry: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>Parapet failed</title>
      </head>
      <body
        style={{
          fontFamily: 'system-ui, sans-serif',
          margin: '15vh auto',
          maxWidth: '32rem',
          padding: '0 1rem',
        }}
      >
        <main>
          <h1 style={{ fontSize: '1.3rem' }}>This page could not be made.</h1>
          <p>Nothing was changed. Try again; if it goes on, the log of Parapet says why.</p>
          <button type="button" onClick={() => retry()} style={{ font: 'inherit', padding: '0.4rem 0.9rem' }}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
