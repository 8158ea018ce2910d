/** The wall with its merlons. */
export function BrandMark({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path fill="currentColor" d="M2 21V7h4v4h4V4h4v7h4V7h4v14z" />
    </svg>
  );
}
