/** The hatching of a bar that is still filling, inside `defs`; `ink` is how strong its colour is elsewhere. */
export function FillingPattern({ id, color, ink = 1 }: { id: string; color: string; ink?: number }) {
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="6" height="6" fill={color} fillOpacity="0.28" />
      <rect width="3" height="6" fill={color} fillOpacity={ink} />
    </pattern>
  );
}
