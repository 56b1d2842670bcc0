import { RequestError } from '../errors.ts';
import type { AttributePath } from './path.ts';
import { PathSet } from './path-set.ts';
import type { ExpressionScope } from './scope.ts';

/**
 * Attributes, or paths inside them, as a projection expression: `['id', ['lines', 0]]` is `#n0, #n1[0]`. An attribute
 * that is named twice stands once.
 *
 * @throws RequestError for an empty list, and for paths of which one lies inside the other
 */
export function compileProjection(
  attributes: readonly (string | AttributePath)[],
  scope: ExpressionScope,
  where = 'projection',
): string {
  const paths = new PathSet(where);
  const terms = new Set<string>();
  for (const attribute of attributes) {
    const path = typeof attribute === 'string' ? ([attribute] as const) : attribute;
    const term = scope.path(path);
    if (terms.has(term)) continue;
    paths.add(path, 'projection');
    terms.add(term);
  }
  if (terms.size === 0) throw new RequestError(`${where}: a projection names at least one attribute.`);
  return [...terms].join(', ');
}
