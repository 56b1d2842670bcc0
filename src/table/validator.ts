import { InvalidItem, type ItemIssue, RequestError } from '../errors.ts';

/**
 * What the toolkit needs of a [Standard Schema](https://standardschema.dev): zod, valibot, arktype and others give one.
 * It validates only: what it returns in place of the value is not used.
 */
export interface Validator {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => ValidatorResult | Promise<ValidatorResult>;
  };
}

type ValidatorResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly ValidatorIssue[] };

interface ValidatorIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * The validator's findings, empty when the item is good. One that throws finds the item bad, so that one odd item cannot
 * fail a page. An asynchronous validator is refused.
 */
export function findIssues(
  validator: Validator,
  item: Readonly<Record<string, unknown>>,
  where: string,
): readonly ItemIssue[] {
  let result: ValidatorResult | Promise<ValidatorResult>;
  try {
    // A copy, so that a validator which fills in defaults does not change what is written.
    result = validator['~standard'].validate({ ...item });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return [{ message: `the validator (${validator['~standard'].vendor}) failed: ${reason}`, path: '' }];
  }
  if (typeof result !== 'object' || result === null) return noVerdict(validator);
  if ('then' in result) {
    // The promise is dropped, so its rejection must not become an unhandled one.
    result.then(undefined, () => undefined);
    throw new RequestError(
      `${where}: the validator (${validator['~standard'].vendor}) is asynchronous; only synchronous ones can guard a read or a write.`,
    );
  }
  const { issues = [] } = result;
  if (!Array.isArray(issues)) return noVerdict(validator);
  return issues.map((issue: ValidatorIssue | null) => ({
    message: String(issue?.message ?? 'no message'),
    path: pathText(issue?.path),
  }));
}

function noVerdict(validator: Validator): readonly ItemIssue[] {
  return [{ message: `the validator (${validator['~standard'].vendor}) gave no result`, path: '' }];
}

/** Throws InvalidItem with every finding when the validator refuses the item. */
export function assertValid(
  validator: Validator,
  item: Readonly<Record<string, unknown>>,
  about: { readonly entity: string; readonly operation: string },
): void {
  const issues = findIssues(validator, item, about.operation);
  if (issues.length > 0)
    throw new InvalidItem(`${about.operation}: ${issuesText(issues)}`, { ...about, item, issues });
}

/** `total: Expected number; lines[0].quantity: Required`. */
export function issuesText(issues: readonly ItemIssue[]): string {
  return issues
    .map(({ path, message }) =>
      // Some libraries begin the message with the path themselves.
      path === '' || message.startsWith(`${path} `) ? message : `${path}: ${message}`,
    )
    .join('; ');
}

function pathText(path: ValidatorIssue['path']): string {
  let text = '';
  for (const segment of path ?? []) {
    const key = typeof segment === 'object' ? segment.key : segment;
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? String(key) : `.${String(key)}`;
  }
  return text;
}
