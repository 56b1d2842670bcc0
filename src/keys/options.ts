/** How a template is read. */
export interface KeyOptions {
  /**
   * What stands between parts. Only `#` keeps order, because text is then escaped. With another separator a text
   * that contains a character of it is refused.
   * @default '#'
   */
  readonly separator?: string | undefined;
  /**
   * `false` writes text as it is: two sets of parts may then make one key, and `parse` takes the first reading
   * that fits. For tables whose values are known to be safe.
   * @default true
   */
  readonly escape?: boolean | undefined;
  /**
   * The most bytes of UTF-8 in a finished key; `MAX_SORT_KEY_BYTES` for a sort key.
   * @default 2048, `MAX_PARTITION_KEY_BYTES`
   */
  readonly maxBytes?: number | undefined;
  /**
   * What errors call this key, for example `Order.PK`.
   * @default the template
   */
  readonly name?: string | undefined;
}
