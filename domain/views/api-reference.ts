/** An operation in the list of the API reference. */
export interface ReferenceEntry {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** The permission that it takes, or `every member`, or `anybody`. */
  readonly audience: string;
}

/** Operations about one thing. */
export interface ReferencePart {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly ReferenceEntry[];
}

/** A field of what is sent or answered. Fields of fields follow it, one level deeper. */
export interface ReferenceField {
  readonly name: string;
  readonly depth: number;
  /** As people say it: `text`, `list of instants`, `one of open, closed`. */
  readonly type: string;
  readonly required: boolean;
}

/** Everything that is told of one operation. */
export interface ReferenceOperation extends ReferenceEntry {
  readonly part: string;
  readonly access: string;
  readonly parameters: readonly (ReferenceField & { readonly in: 'path' | 'query' })[];
  readonly body: readonly ReferenceField[];
  /** Types of the file that it answers with; else the fields of its JSON. */
  readonly files: readonly string[];
  readonly answer: readonly ReferenceField[];
  /** Whether it tells of its steps while it works, when asked to. */
  readonly tellsSteps: boolean;
  readonly curl: string;
}
